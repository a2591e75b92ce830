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

/// Dates and times are texts, which a cast would leave as they are. What is no date stays. SQLite's own functions know
/// three digits of a second, so that these are taken from the text.
fn moment(value: &str, sql_type: &SqlType) -> String {
    let dot = format!("instr({value} || '.', '.')");
    let behind = format!("substr({value}, {dot} + 1)");
    let zone = format!("ltrim({behind}, '0123456789')");
    let digits = format!("replace({behind}, {zone}, '')");
    let whole = format!("substr({value}, 1, {dot} - 1) || {zone}");
    let has_zone = format!("substr({value}, 11) GLOB '*[-+Zz]*'");
    match sql_type {
        SqlType::Date => format!("coalesce(date({whole}), {value})"),
        SqlType::Time => format!(
            "coalesce(strftime('%H:%M:%S', {whole}) || '.' || {digits} || substr('000', 1 + length({digits})), {value})"
        ),
        SqlType::TimestampWithTimeZone => format!(
            "CASE WHEN date({value}) IS NULL OR {has_zone} THEN {value} \
             WHEN length({value}) = 10 THEN {value} || ' 00:00:00+00:00' ELSE {value} || '+00:00' END"
        ),
        _ => format!(
            "CASE WHEN date({value}) IS NULL THEN {value} WHEN length({value}) = 10 THEN {value} || ' 00:00:00' \
             WHEN {has_zone} THEN strftime('%Y-%m-%d %H:%M:%S', {whole}) || rtrim('.' || {digits}, '.') ELSE {value} END"
        ),
    }
}
