//! What a migration loses: said of a statement, and refused in a `down` that drops what `up` did not make.

use super::Checker;
use crate::catalog::Name;
use crate::inverse::Inverse;
use crate::operation::{DropColumn, DropSequence, DropTable, Operation, RenameSchema, Statement};
use crate::refusal::Refusal;

impl Checker<'_> {
    /// In a `down`, dropping what `up` made needs no word; anything else does. Says whether it loses what was there.
    pub(super) fn check_loss_in_down(&mut self, statement: &Statement) -> bool {
        let (lost, former) = match statement.operation.unworded() {
            Operation::DropSequence(DropSequence { name, restart_with: None }) => {
                (name.to_string(), self.former_sequence(name).map(|former| former.to_string()))
            }
            Operation::DropTable(DropTable { table }) => {
                (table.to_string(), self.former(table, None).map(|(table, _)| table.to_string()))
            }
            Operation::DropColumn(DropColumn { table, column, .. }) => {
                let shown = |table: &Name, column: &Name| format!("{table}.{column}");
                let former = self.former(table, Some(column));
                (shown(table, column), former.and_then(|(table, column)| Some(shown(&table, &column?))))
            }
            _ => return false,
        };
        let Some(former) = former else { return false };
        if statement.accepted_loss.is_none() {
            let then = if former == lost { String::new() } else { format!(", as `{former}`,") };
            let refusal = Refusal::new(statement.at, format!("this `down` drops `{lost}`, which `up` did not make"))
                .note(format!("what it held before the migration{then} would be lost"));
            self.refusals.push(
                refusal.help("write what undoes `up` alone, or accept the loss with `.accept_data_loss(\"reason\")`"),
            );
        }
        true
    }

    /// What a table or column was called before the migration, if it was there: what took its place was not.
    fn former(&self, table: &Name, column: Option<&Name>) -> Option<(Name, Option<Name>)> {
        let (mut table, mut column) = (table.clone(), column.cloned());
        for replayed in self.replayed.iter().rev() {
            let is_there = matches!(replayed.operation, Operation::AlreadyExists(_));
            match replayed.operation.modelled() {
                Operation::RenameTable(rename) if rename.to == table => table = rename.from.clone(),
                Operation::RenameSchema(rename) => table = before_rename(rename, table),
                Operation::RenameColumn(rename) if rename.table == table && column.as_ref() == Some(&rename.to) => {
                    column = Some(rename.from.clone());
                }
                Operation::CreateTable(create) if create.table.name == table => {
                    return is_there.then_some((table, column));
                }
                Operation::AddColumn(add) if add.table == table && column.as_ref() == Some(&add.column.name) => {
                    return is_there.then_some((table, column));
                }
                _ => {}
            }
        }
        Some((table, column))
    }

    /// What a sequence was called before the migration, if it was there: one that took its place was not.
    fn former_sequence(&self, sequence: &Name) -> Option<Name> {
        let mut name = sequence.clone();
        for replayed in self.replayed.iter().rev() {
            match replayed.operation.modelled() {
                Operation::RenameSequence(rename) if rename.to == name => name = rename.from.clone(),
                Operation::RenameSchema(rename) => name = before_rename(rename, name),
                Operation::CreateSequence(create) if create.sequence.name == name => {
                    return matches!(replayed.operation, Operation::AlreadyExists(_)).then_some(name);
                }
                _ => {}
            }
        }
        Some(name)
    }
}

/// What something was called before a schema was renamed, in which it may lie.
fn before_rename(rename: &RenameSchema, name: Name) -> Name {
    let back = RenameSchema { from: rename.to.clone(), to: rename.from.clone() };
    back.renamed(&name).unwrap_or(name)
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
