//! The sequences that PostgreSQL makes for columns that count up by themselves, whose names nothing else may have.

use crate::catalog::{Catalog, Column, Name, Numbering, derived_name};
use crate::dialect::{Dialect, Target};
use crate::operation::{CreateTable, Operation, RenameSchema, WrittenAs};

/// Notes which sequences come and go with an operation that has been carried out. What was there before the history may
/// call its sequence otherwise, and so may words.
pub(super) fn follow(operation: &Operation, after: &mut Catalog, targets: &[Target]) {
    if !targets.iter().any(|target| target.dialect == Dialect::Postgres) {
        return;
    }
    if let Some((table, column)) = numbered(operation) {
        make(table, column, after);
    } else if let Operation::RenameTable(rename) = operation.modelled() {
        let of_table = |numbering: &Numbering| numbering.table == rename.from;
        after.numberings.change(of_table, |numbering| numbering.table = rename.to.clone());
    } else if let Operation::RenameColumn(rename) = operation.modelled() {
        let is_it = |it: &Numbering| it.table == rename.table && it.column == rename.from;
        after.numberings.change(is_it, |numbering| numbering.column = rename.to.clone());
    } else if let Operation::RenameSchema(rename) = operation.modelled() {
        rename_schema(rename, after);
    } else if let Some(table) = bereft(operation.modelled()) {
        forget(table, after);
    }
}

/// The table and the column for which PostgreSQL makes a sequence.
fn numbered(operation: &Operation) -> Option<(&Name, &Name)> {
    let counting = |column: &&Column| column.auto_increment;
    match operation {
        Operation::WrittenAs(WrittenAs { sql, operation, .. }) => {
            let has_words = sql.as_ref().is_some_and(|sql| sql.text(Dialect::Postgres).is_some());
            if has_words { None } else { numbered(operation) }
        }
        Operation::CreateTable(CreateTable { table }) => {
            table.columns.iter().find(counting).map(|column| (&table.name, &column.name))
        }
        Operation::AddColumn(add) => Some(&add.column).filter(counting).map(|column| (&add.table, &column.name)),
        Operation::SetAutoIncrement(set) => Some((&set.table, &set.column)),
        _ => None,
    }
}

/// The table that may have lost a column that counts up.
fn bereft(operation: &Operation) -> Option<&Name> {
    match operation {
        Operation::DropTable(drop) => Some(&drop.table),
        Operation::DropColumn(drop) => Some(&drop.table),
        Operation::DropAutoIncrement(drop) => Some(&drop.table),
        _ => None,
    }
}

fn make(table: &Name, column: &Name, after: &mut Catalog) {
    let mut names = (0..).map(|position| table.beside(&derived_name::numbering(table.local(), column, position)));
    let Some(name) = names.find(|name| !after.is_relation(name)) else { return };
    let (key, name) = (name.to_lowercase(), name.moved_to(column.at()));
    after.numberings.insert(key, Numbering { name, table: table.clone(), column: column.clone() });
}

fn forget(table: &Name, after: &mut Catalog) {
    let counts = |column: &Name| {
        let column = after.table(table).and_then(|table| table.column(column));
        column.is_some_and(|column| column.auto_increment)
    };
    let is_gone = |numbering: &Numbering| numbering.table == *table && !counts(&numbering.column);
    let gone = after.numberings.iter().find(|(_, numbering)| is_gone(numbering)).map(|(key, _)| key.clone());
    if let Some(key) = gone {
        after.numberings.remove(&key);
    }
}

fn rename_schema(rename: &RenameSchema, after: &mut Catalog) {
    let inside = |(_, numbering): &(&String, &Numbering)| numbering.table.schema() == Some(rename.from.as_str());
    let moved: Vec<(String, Numbering)> =
        after.numberings.iter().filter(inside).map(|(key, numbering)| (key.clone(), numbering.clone())).collect();
    for (key, numbering) in moved {
        after.numberings.remove(&key);
        let renamed = |name: &Name| rename.renamed(name).unwrap_or_else(|| name.clone());
        let Numbering { name, table, column } = numbering;
        let numbering = Numbering { name: renamed(&name), table: renamed(&table), column };
        after.numberings.insert(numbering.name.to_lowercase(), numbering);
    }
}
