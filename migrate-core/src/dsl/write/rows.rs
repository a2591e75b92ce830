//! Changes of rows as they are written.

use super::{call, modifier, names, sql_source, text, value};
use crate::catalog::{Column, Sql, SqlText};
use crate::dialect::Dialect;
use crate::expression;
use crate::location::Location;
use crate::operation::{Cell, Delete, DeleteInserted, Insert, Row, Update};
use crate::render::has_named_key;

pub fn insert(operation: &Insert) -> Vec<String> {
    let Insert { table, columns, rows, key } = operation;
    let rows: String = rows.iter().map(row).collect();
    let key = modifier("key", (!key.is_empty()).then(|| names(key)));
    vec![format!("data.{}.columns({}){rows}{key};", call("insert", &[&text(table)]), names(columns))]
}

/// No word of the language says that the rows are those of an insert; a condition does.
pub fn delete_inserted(operation: &DeleteInserted) -> Vec<String> {
    let written = |dialect: Dialect| {
        let name = |column: &Column| match expression::as_plain(&column.name) {
            Some(plain) => plain.to_owned(),
            None => {
                let quote = dialect.quote();
                format!("{quote}{}{quote}", column.name.replace(quote, &format!("{quote}{quote}")))
            }
        };
        SqlText::new(has_named_key(operation, name, dialect), Location::UNKNOWN)
    };
    let texts = Dialect::ALL.map(|dialect| (dialect, written(dialect)));
    let [(_, first), ..] = &texts;
    let only_where = if texts.iter().all(|(_, text)| text == first) {
        Sql::Everywhere(first.clone())
    } else {
        Sql::PerDialect(texts.map(|(dialect, text)| (dialect, Some(text))).into())
    };
    delete(&Delete { table: operation.insert.table.clone(), only_where: Some(only_where), in_batches_of: None })
}

pub fn update(operation: &Update) -> Vec<String> {
    let Update { table, sets, only_where, in_batches_of } = operation;
    let sets: String = sets.iter().map(|(column, new)| format!(".set({}, {})", text(column), cell(new))).collect();
    vec![format!("data.{}{sets}{};", call("update", &[&text(table)]), of_rows(only_where.as_ref(), *in_batches_of))]
}

pub fn delete(operation: &Delete) -> Vec<String> {
    let Delete { table, only_where, in_batches_of } = operation;
    vec![format!("data.{}{};", call("delete", &[&text(table)]), of_rows(only_where.as_ref(), *in_batches_of))]
}

fn of_rows(only_where: Option<&Sql>, in_batches_of: Option<u32>) -> String {
    modifier("only_where", only_where.map(sql_source))
        + &modifier("in_batches_of", in_batches_of.map(|n| n.to_string()))
}

/// A tuple; of one value, that value.
fn row(row: &Row) -> String {
    let cells: Vec<String> = row.cells.iter().map(cell).collect();
    match cells.as_slice() {
        [only] => format!(".row({only})"),
        many => format!(".row(({}))", many.join(", ")),
    }
}

fn cell(cell: &Cell) -> String {
    cell.value.as_ref().map_or_else(|| "null()".to_owned(), value)
}
