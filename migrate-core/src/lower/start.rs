//! Whether a question to the rows has the same answer at the start of a script as at its own point.

use crate::catalog::{Catalog, Constraint, Name};
use crate::operation::Operation;

/// Whether what an operation asks of the rows can be asked before anything is done: none of the operations before it
/// changes the columns in question, or the rows.
pub(super) fn has_the_answer(operation: &Operation, earlier: &[Operation], start: &Catalog, now: &Catalog) -> bool {
    let asked = asked(operation, now);
    asked.iter().all(|(table, column)| {
        let of = |catalog: &Catalog| Some(catalog.table(table)?.column(column)?.clone());
        of(start).is_some() && of(start) == of(now)
    }) && earlier.iter().all(|earlier| !changes_rows(earlier, operation, &asked))
}

/// Whether an operation may change what another one asks about.
fn changes_rows(earlier: &Operation, operation: &Operation, asked: &[(Name, Name)]) -> bool {
    match earlier {
        // What an author's SQL does is not known.
        Operation::Execute(_) => true,
        Operation::DropTable(drop) => {
            crate::apply::tables(operation).contains(&&drop.table)
                || asked.iter().any(|(table, _)| *table == drop.table)
        }
        Operation::ChangeType(change) => asked.contains(&(change.table.clone(), change.column.clone())),
        Operation::SetNotNull(set) if set.restore_with.is_some() => {
            asked.contains(&(set.table.clone(), set.column.clone()))
        }
        _ => false,
    }
}

/// The columns that an operation asks about, each with its table.
fn asked(operation: &Operation, now: &Catalog) -> Vec<(Name, Name)> {
    let of = |table: &Name, columns: &[Name]| -> Vec<(Name, Name)> {
        columns.iter().map(|column| (table.clone(), column.clone())).collect()
    };
    let all = |table: &Name| -> Vec<(Name, Name)> {
        let columns = now.table(table).map(|table| table.columns.as_slice()).unwrap_or_default();
        columns.iter().map(|column| (table.clone(), column.name.clone())).collect()
    };
    match operation {
        Operation::SetNotNull(set) => vec![(set.table.clone(), set.column.clone())],
        Operation::ChangeType(change) => vec![(change.table.clone(), change.column.clone())],
        Operation::DropColumn(drop) => vec![(drop.table.clone(), drop.column.clone())],
        Operation::AddConstraint(add) => match &add.constraint {
            Constraint::PrimaryKey(key) | Constraint::Unique(key) => of(&add.table, &key.columns),
            Constraint::ForeignKey(key) => {
                [of(&add.table, &key.columns), of(&key.referenced_table, &key.referenced_columns)].concat()
            }
            Constraint::Check(_) => all(&add.table),
        },
        Operation::CreateIndex(create) if create.index.expressions().next().is_some() => all(&create.table),
        Operation::CreateIndex(create) => {
            let columns: Vec<Name> = create.index.named_columns().cloned().collect();
            of(&create.table, &columns)
        }
        _ => Vec::new(),
    }
}
