//! What a migration loses: said of a statement, and refused in a `down` that drops what `up` did not make.

use super::Checker;
use crate::inverse::Inverse;
use crate::operation::{DropColumn, DropSequence, Operation, Statement};
use crate::refusal::Refusal;

impl Checker<'_> {
    /// In a `down`, dropping what `up` made needs no word; anything else does.
    pub(super) fn check_loss_in_down(&mut self, statement: &Statement) {
        let lost = match statement.operation.unworded() {
            Operation::DropSequence(DropSequence { name, restart_with: None }) if self.had_sequence(name) => {
                format!("`{name}`")
            }
            Operation::DropTable(drop) if self.had_table(&drop.table) || self.joins_table(&drop.table) => {
                format!("`{}`", drop.table)
            }
            Operation::DropColumn(DropColumn { table, column, .. })
                if self.had_column(table, column) || self.joins_column(table, column) =>
            {
                format!("`{table}.{column}`")
            }
            _ => return,
        };
        if statement.accepted_loss.is_none() {
            let refusal = Refusal::new(statement.at, format!("this `down` drops {lost}, which `up` did not make"))
                .note("what it held before the migration would be lost");
            self.refusals.push(
                refusal.help("write what undoes `up` alone, or accept the loss with `.accept_data_loss(\"reason\")`"),
            );
        }
    }

    /// Whether a sequence was there before the migration, and is not one that took its place.
    fn had_sequence(&self, name: &str) -> bool {
        let makes = |operation: &Operation| matches!(operation.unworded(), Operation::CreateSequence(made) if made.sequence.name == *name);
        self.before.sequences.contains_key(name) && !self.replayed.iter().any(|replayed| makes(&replayed.operation))
    }

    /// Whether a table was there before the migration, and is not one that took its place.
    fn had_table(&self, table: &str) -> bool {
        let makes = |operation: &Operation| matches!(operation.unworded(), Operation::CreateTable(made) if made.table.name == *table);
        self.before.table(table).is_some() && !self.replayed.iter().any(|replayed| makes(&replayed.operation))
    }

    /// Whether `up` says of a table that it exists already.
    fn joins_table(&self, table: &str) -> bool {
        self.joins(|operation| matches!(operation, Operation::CreateTable(create) if create.table.name == *table))
    }

    /// Whether `up` says of a column, alone or in its table, that it exists already.
    fn joins_column(&self, table: &str, column: &str) -> bool {
        let creates = |operation: &Operation| {
            matches!(operation, Operation::CreateTable(create)
                if create.table.name == *table && create.table.column(column).is_some())
        };
        let adds = |operation: &Operation| matches!(operation, Operation::AddColumn(add) if add.table == *table && add.column.name == *column);
        self.joins(creates) || self.joins(adds)
    }

    fn joins(&self, is_it: impl Fn(&Operation) -> bool) -> bool {
        self.replayed.iter().any(|one| match &one.operation {
            Operation::AlreadyExists(existing) => is_it(&existing.operation),
            _ => false,
        })
    }

    fn had_column(&self, table: &str, column: &str) -> bool {
        let makes = |operation: &Operation| matches!(operation.unworded(), Operation::AddColumn(made) if made.table == *table && made.column.name == *column);
        self.had_table(table)
            && self.before.table(table).is_some_and(|table| table.column(column).is_some())
            && !self.replayed.iter().any(|replayed| makes(&replayed.operation))
    }
}

/// What a statement loses.
pub(super) fn loss(statement: &Statement, inverse: &Inverse) -> Refusal {
    let old_type = inverse.operations.iter().find_map(|operation| match operation.unworded() {
        Operation::ChangeType(back) => Some(back.column_type.to_string()),
        _ => None,
    });
    let (problem, note) = match statement.operation.unworded() {
        Operation::DropTable(drop) => (
            format!("dropping `{}` loses its rows and `down` cannot bring them back", drop.table),
            "`down` creates the table again, empty",
        ),
        Operation::DropColumn(drop) => (
            format!("dropping `{}.{}` loses its values and `down` cannot bring them back", drop.table, drop.column),
            "`down` adds the column again, without its values",
        ),
        Operation::DropSequence(drop) => (
            format!("dropping `{}` loses its position and `down` cannot bring it back", drop.name),
            "`down` creates the sequence again, and it starts with 1: numbers would be given a second time",
        ),
        Operation::ChangeType(change) => (
            format!(
                "changing `{}.{}` from `{}` to `{}` loses values that `down` cannot bring back",
                change.table,
                change.column,
                old_type.unwrap_or_default(),
                change.column_type
            ),
            "`down` converts the values again; what the new type could not hold is gone",
        ),
        Operation::SetNotNull(set) => (
            format!(
                "filling `{}.{}` loses which rows held NULL and `down` cannot bring it back",
                set.table, set.column
            ),
            "`down` allows NULL again, and the rows keep the value that they got",
        ),
        Operation::SetGenerated(set) => (
            format!("computing `{}.{}` loses the values that were written to it", set.table, set.column),
            "`down` makes an ordinary column of it again, with the computed values",
        ),
        _ => ("this loses what `down` cannot bring back".to_owned(), "`down` brings the structure back alone"),
    };
    Refusal::new(statement.at, problem).note(note)
}
