//! A change of rows in ranges of their primary key.

use super::column::type_text;
use super::literal::quoted;
use super::rows;
use crate::catalog::{Column, Name, SqlType};
use crate::dialect::Dialect;
use crate::lower::action::{Action, WhichRows};
use crate::migration::Batches;

/// The statements of an action that goes through the rows in batches; nothing for any other.
pub(crate) fn batches(action: &Action, dialect: Dialect) -> Option<Batches> {
    let (table, rows, change) = match action {
        Action::UpdateRows { table, sets, rows } => (table, rows, rows::update(table, sets, dialect)),
        Action::DeleteRows { table, rows } => (table, rows, rows::delete(table, dialect)),
        _ => return None,
    };
    let WhichRows { only_where, batches: Some((key, size)) } = rows else { return None };
    let only_where = only_where.as_deref();
    let name = quoted(&key.name, dialect);
    let above = |number| format!("{name} > {}", placeholder(key, number, dialect));
    let up_to = |number| format!("{name} <= {}", placeholder(key, number, dialect));
    let end = |range: &str| {
        let found = rows::only(only_where, Some(range));
        format!(
            "SELECT {} FROM (SELECT {name} FROM {}{found} ORDER BY {name} LIMIT {size}) AS batch ORDER BY batch.{name} \
             DESC LIMIT 1",
            as_text(key, dialect),
            quoted(table, dialect),
        )
    };
    let (first, next) = (up_to(1), format!("{} AND {}", above(1), up_to(2)));
    Some(Batches {
        size: *size,
        last_key: last_key(table, key, dialect),
        first_end: end(&first),
        first: change.clone() + &rows::only(only_where, Some(&first)),
        next_end: end(&next),
        next: change + &rows::only(only_where, Some(&next)),
    })
}

fn last_key(table: &Name, key: &Column, dialect: Dialect) -> String {
    let name = quoted(&key.name, dialect);
    let table = quoted(table, dialect);
    // Without its table the name would be that of the text.
    format!("SELECT {} FROM {table} ORDER BY {table}.{name} DESC LIMIT 1", as_text(key, dialect))
}

/// The value of a key as a text that [`placeholder`] reads.
fn as_text(key: &Column, dialect: Dialect) -> String {
    let name = quoted(&key.name, dialect);
    match dialect {
        Dialect::Postgres | Dialect::Sqlite => format!("CAST({name} AS text)"),
        Dialect::MySql if key.column_type.sql_type == SqlType::Uuid => format!("hex({name})"),
        Dialect::MySql | Dialect::MariaDb => format!("CAST({name} AS char)"),
    }
}

/// A placeholder for a text, read as a value of the key. SQLite compares a text with a number as a number by itself.
fn placeholder(key: &Column, number: usize, dialect: Dialect) -> String {
    match (dialect, &key.column_type.sql_type) {
        (Dialect::Postgres, _) => format!("CAST(${number} AS {})", type_text(&key.column_type, dialect)),
        (Dialect::MySql, SqlType::Uuid) => "unhex(?)".to_owned(),
        (Dialect::MySql | Dialect::MariaDb, ty) if ty.is_integer() => {
            let sign = if key.column_type.unsigned { "UNSIGNED" } else { "SIGNED" };
            format!("CAST(? AS {sign})")
        }
        (Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite, _) => "?".to_owned(),
    }
}
