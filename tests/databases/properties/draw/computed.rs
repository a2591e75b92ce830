//! Columns that the database computes or numbers.

use migrate_core::catalog::{Column, Name, SqlType, Table};
use migrate_core::dialect::Dialect;

use super::Draw;

/// A new column of a table that is computed from one of its columns. Whatever becomes of that one's type, the
/// expression still has one.
pub fn column(draw: &mut Draw<'_>, table: &Table, name: &str) -> Option<String> {
    let from = draw.random.pick(&table.columns)?;
    let quoted = draw.quoted(&from.name);
    let (column, expression) = if from.column_type.sql_type.is_text() && draw.random.chance(50) {
        ("text(NAME)", format!("upper({quoted})"))
    } else {
        let kinds = ["integer(NAME)", "big_integer(NAME)", "decimal(NAME, 12, 2)"];
        (draw.random.one(&kinds), number(&quoted))
    };
    let nullable = if from.nullable || draw.random.chance(30) { ".nullable()" } else { "" };
    let column = column.replace("NAME", &format!("{name:?}"));
    Some(format!("{column}.generated({expression:?}){}{nullable}", stored(draw)))
}

fn number(quoted: &str) -> String {
    format!("CASE WHEN {quoted} IS NULL THEN 3 ELSE 41 END")
}

fn stored(draw: &mut Draw<'_>) -> &'static str {
    if draw.dialect == Dialect::Postgres || draw.random.chance(50) { ".stored()" } else { "" }
}

/// Whether a value that is computed can stand in the way of a foreign key, which nobody asks about before.
fn is_in_foreign_key(draw: &Draw<'_>, table: &Table, name: &Name) -> bool {
    table.foreign_keys.iter().any(|key| key.columns.contains(name))
        || draw.catalog.referencing(&table.name).any(|(_, key)| key.referenced_columns.contains(name))
}

pub fn set(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let is_simple = |column: &Column| column.column_type.sql_type.is_integer() || column.column_type.sql_type.is_text();
    let (table, column) = draw.column_of(|_, column| {
        let is_short = matches!(column.column_type.sql_type, SqlType::Char(1) | SqlType::Varchar(1));
        is_simple(column) && !is_short && column.default.is_none() && !column.auto_increment
    })?;
    if is_in_foreign_key(draw, table, &column.name) {
        return None;
    }
    let others: Vec<&Column> = table.columns.iter().filter(|other| other.name != column.name).collect();
    let from = draw.random.pick(&others)?;
    let quoted = draw.quoted(&from.name);
    let expression = if column.column_type.sql_type.is_integer() {
        number(&quoted)
    } else {
        format!("CASE WHEN {quoted} IS NULL THEN 'it' ELSE 'so' END")
    };
    let (table, column, stored) = (table.name.as_str(), column.name.as_str(), stored(draw));
    let statement = format!("schema.set_generated({table:?}, {column:?}, {expression:?}){stored}");
    Some(vec![format!("{statement};"), format!("{statement}.accept_data_loss(\"drawn\");")])
}

pub fn drop(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, column| column.generated.is_some())?;
    if is_in_foreign_key(draw, table, &column.name) {
        return None;
    }
    Some(vec![format!("schema.drop_generated({:?}, {:?});", table.name.as_str(), column.name.as_str())])
}

pub fn number_rows(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|table, column| {
        let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns == [column.name.clone()]);
        is_key && column.column_type.sql_type.is_integer() && !column.auto_increment
    })?;
    Some(vec![format!("schema.set_auto_increment({:?}, {:?});", table.name.as_str(), column.name.as_str())])
}

pub fn number_rows_no_more(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, column| column.auto_increment)?;
    Some(vec![format!("schema.drop_auto_increment({:?}, {:?});", table.name.as_str(), column.name.as_str())])
}
