//! The two statements that only a rebuild of a SQLite table needs.

use super::column;
use super::literal::{listed, quoted, text};
use crate::catalog::{ColumnType, Name, SqlType};
use crate::dialect::Dialect;
use crate::lower::action::Source;

const DIALECT: Dialect = Dialect::Sqlite;

/// Fills the new form of a table.
pub fn copy_rows(from: &Name, into: &Name, columns: &[(Name, Source)]) -> String {
    let names: Vec<Name> = columns.iter().map(|(name, _)| name.clone()).collect();
    let sources: Vec<String> = columns.iter().map(|(_, source)| expression(source)).collect();
    format!(
        "INSERT INTO {} ({}) SELECT {} FROM {}",
        quoted(into, DIALECT),
        listed(&names, DIALECT),
        sources.join(", "),
        quoted(from, DIALECT)
    )
}

/// Hands over the position of AUTOINCREMENT. The new table has a row of its own only if the copy
/// gave it rows, so that the statement replaces or inserts.
pub fn carry_sequence(from: &Name, into: &Name) -> String {
    let (from, into) = (text(from, DIALECT), text(into, DIALECT));
    format!(
        "INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq) \
         SELECT new.rowid, {into}, old.seq FROM sqlite_sequence AS old \
         LEFT JOIN sqlite_sequence AS new ON new.name = {into} WHERE old.name = {from}"
    )
}

fn expression(source: &Source) -> String {
    match source {
        Source::Column(name) => quoted(name, DIALECT),
        // The plan copies no such column.
        Source::Computed => "NULL".to_owned(),
        Source::Default(new) => match &new.default {
            Some(value) => column::value(new, value, DIALECT),
            None => "NULL".to_owned(),
        },
        Source::Moment(inner, sql_type) => moment(&expression(inner), sql_type),
        Source::Cast(inner, sql_type) => {
            format!(
                "CAST({} AS {})",
                expression(inner),
                column::type_text(&ColumnType::from(sql_type.clone()), DIALECT)
            )
        }
        Source::Coalesce(inner, into, value) => {
            format!("coalesce({}, {})", expression(inner), column::value(into, value, DIALECT))
        }
        Source::Renamed(inner, from, to) => {
            let (inner, from, to) = (expression(inner), text(from, DIALECT), text(to, DIALECT));
            format!("CASE {inner} WHEN {from} THEN {to} ELSE {inner} END")
        }
        Source::Expression(sql) => format!("({sql})"),
    }
}

/// Dates and times are texts, which a cast would leave as they are. What is no date stays.
fn moment(value: &str, sql_type: &SqlType) -> String {
    match sql_type {
        SqlType::Date => format!("coalesce(date({value}), {value})"),
        SqlType::Time => format!("coalesce(strftime('%H:%M:%f', {value}), {value})"),
        _ => format!("CASE WHEN length({value}) = 10 THEN {value} || ' 00:00:00' ELSE {value} END"),
    }
}
