//! Inserts, updates and deletes.

use super::column;
use super::literal::{quoted, text};
use crate::catalog::{Column, Name, SqlType, Table, Value};
use crate::dialect::Dialect;
use crate::operation::{DeleteInserted, Insert, Row};

pub fn insert(table: &Name, columns: &[Column], rows: &[Row], dialect: Dialect) -> String {
    let names: Vec<String> = columns.iter().map(|column| quoted(&column.name, dialect)).collect();
    let row = |row: &Row| {
        let cells = columns.iter().zip(&row.cells);
        let values: Vec<String> = cells.map(|(column, cell)| value(column, cell.value.as_ref(), dialect)).collect();
        format!("({})", values.join(", "))
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    format!("INSERT INTO {} ({}) VALUES {}", quoted(table, dialect), names.join(", "), rows.join(", "))
}

/// PostgreSQL does not count on by itself behind a number that was given. It never counts back.
pub fn advance(table: &Name, column: &Name) -> String {
    let dialect = Dialect::Postgres;
    let (quoted_table, quoted_column) = (quoted(table, dialect), quoted(column, dialect));
    let sequence = format!("pg_get_serial_sequence({}, {})", text(&quoted_table, dialect), text(column, dialect));
    format!(
        "SELECT setval({sequence}, greatest_key) FROM (SELECT max({quoted_column}) AS greatest_key FROM {quoted_table}) \
         AS keys WHERE greatest_key > coalesce(pg_sequence_last_value({sequence}::regclass), 0)"
    )
}

pub fn delete_keys(delete: &DeleteInserted, dialect: Dialect) -> String {
    format!("{} WHERE {}", self::delete(&delete.insert.table, dialect), has_key(delete, "", dialect))
}

pub fn update(table: &Name, sets: &[(Column, Option<Value>)], dialect: Dialect) -> String {
    let set = |(column, new): &(Column, Option<Value>)| {
        format!("{} = {}", quoted(&column.name, dialect), value(column, new.as_ref(), dialect))
    };
    let sets: Vec<String> = sets.iter().map(set).collect();
    format!("UPDATE {} SET {}", quoted(table, dialect), sets.join(", "))
}

pub fn delete(table: &Name, dialect: Dialect) -> String {
    format!("DELETE FROM {}", quoted(table, dialect))
}

/// ` WHERE …` of an author's condition and one of ours, or nothing.
pub fn only(condition: Option<&str>, and: Option<&str>) -> String {
    match (condition, and) {
        (None, None) => String::new(),
        (Some(condition), None) => format!(" WHERE {condition}"),
        (None, Some(and)) => format!(" WHERE {and}"),
        (Some(condition), Some(and)) => format!(" WHERE {and} AND ({condition})"),
    }
}

/// A value of a row, as an expression.
fn value(column: &Column, value: Option<&Value>, dialect: Dialect) -> String {
    match value {
        None => "NULL".to_owned(),
        Some(Value::Sql(sql)) => format!("({})", column::expression(sql, dialect)),
        Some(value) => column::value(column, value, dialect),
    }
}

/// Whether a row is one of those that were inserted. `qualifier` stands in front of each column.
pub fn has_key(delete: &DeleteInserted, qualifier: &str, dialect: Dialect) -> String {
    let name = |column: &Column| format!("{qualifier}{}", quoted(&column.name, dialect));
    has_named_key(delete, name, dialect)
}

/// The same with the columns as the author of an expression would name them.
#[must_use]
pub fn has_named_key(delete: &DeleteInserted, name: impl Fn(&Column) -> String, dialect: Dialect) -> String {
    let keys = delete.keys();
    if let [only] = delete.key.as_slice() {
        let values = keys.iter().filter_map(|key| key.first());
        let values: Vec<String> = values.map(|one| value(only, Some(one), dialect)).collect();
        return match values.as_slice() {
            [one] => format!("{} = {one}", name(only)),
            many => format!("{} IN ({})", name(only), many.join(", ")),
        };
    }
    // A chain of OR as long as some lists would be nested too deeply for SQLite.
    let names: Vec<String> = delete.key.iter().map(name).collect();
    let key = |key: &Vec<&Value>| {
        let values = delete.key.iter().zip(key).map(|(column, one)| value(column, Some(one), dialect));
        format!("({})", values.collect::<Vec<_>>().join(", "))
    };
    let keys = keys.iter().map(key).collect::<Vec<_>>().join(", ");
    let list = if dialect == Dialect::Sqlite { format!("VALUES {keys}") } else { keys };
    format!("({}) IN ({list})", names.join(", "))
}

/// How many rows are looked at in one expression, which SQLite nests as deeply.
const ROWS_AT_ONCE: usize = 100;

/// Counts the rows that were inserted and hold something else by now, as far as that can be told.
pub fn count_changed(delete: &DeleteInserted, table: &Table, dialect: Dialect) -> Option<String> {
    let changed = |row: &Row| {
        let columns = table.columns.iter();
        let differs = columns.filter_map(|column| differs(column, inserted(column, row, delete)?, dialect));
        let differs: Vec<String> = differs.collect();
        let one = Insert { rows: vec![row.clone()], ..delete.insert.clone() };
        let one = DeleteInserted { insert: one, key: delete.key.clone() };
        (!differs.is_empty()).then(|| format!("({} AND ({}))", has_key(&one, "", dialect), differs.join(" OR ")))
    };
    let changed: Vec<String> = delete.insert.rows.iter().filter_map(changed).collect();
    let count =
        |rows: &[String]| format!("SELECT count(*) FROM {} WHERE {}", quoted(&table.name, dialect), rows.join(" OR "));
    let counts: Vec<String> = changed.chunks(ROWS_AT_ONCE).map(count).collect();
    match counts.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("SELECT ({})", many.join(") + ("))),
    }
}

/// What a column of a row got when it was inserted; nothing where that is not known.
fn inserted<'a>(column: &'a Column, row: &'a Row, delete: &DeleteInserted) -> Option<Option<&'a Value>> {
    let changes_by_itself = column.generated.is_some() || column.on_update_now;
    if changes_by_itself || delete.key.iter().any(|key| key.name == column.name) {
        return None;
    }
    let known = match delete.insert.columns.iter().position(|name| *name == column.name) {
        Some(place) => row.cells.get(place)?.value.as_ref(),
        None if column.auto_increment => return None,
        None => column.default.as_ref(),
    };
    (!matches!(known, Some(Value::Now | Value::Sql(_)))).then_some(known)
}

/// That a column does not hold this value; nothing where a value that comes back may look otherwise.
fn differs(column: &Column, expected: Option<&Value>, dialect: Dialect) -> Option<String> {
    let name = quoted(&column.name, dialect);
    let Some(expected) = expected else { return Some(format!("{name} IS NOT NULL")) };
    let literal = value(column, Some(expected), dialect);
    let is_text = matches!(column.column_type.sql_type, SqlType::Varchar(_) | SqlType::Text);
    match &column.column_type.sql_type {
        SqlType::Float
        | SqlType::Double
        | SqlType::Interval
        | SqlType::Json
        | SqlType::JsonBinary
        | SqlType::Array(_)
        | SqlType::Custom(_) => return None,
        // A zone is not kept as it was written.
        ty if ty.is_moment() && matches!(expected, Value::Text(text) if text.contains(['Z', '+', 'T'])) => return None,
        _ => {}
    }
    Some(match dialect {
        Dialect::Postgres => format!("{name} IS DISTINCT FROM {literal}"),
        // A collation may take other letters for the same.
        Dialect::MySql | Dialect::MariaDb if is_text => {
            format!("NOT (CAST({name} AS BINARY) <=> CAST({literal} AS BINARY))")
        }
        Dialect::MySql | Dialect::MariaDb => format!("NOT ({name} <=> {literal})"),
        Dialect::Sqlite => format!("{name} IS NOT {literal}"),
    })
}
