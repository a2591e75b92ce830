//! What undoes an operation on a table.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::migration::Grade;
use crate::operation::{CreateTable, CreateTrigger, DropTable, Operation, RenameTable};

pub(super) fn created(operation: &CreateTable) -> Inverse {
    Inverse::exact(Operation::DropTable(DropTable { table: operation.table.name.clone() }))
}

pub(super) fn dropped(operation: &DropTable, before: &Catalog) -> Inverse {
    let Some(table) = before.table(&operation.table) else { return nothing_known(operation.table.at()) };
    let mut again = table.clone();
    // There is no row that a constraint was not checked for.
    table.constraints().for_each(|constraint| again.set_valid(constraint.name()));
    let triggers = before.triggers_of(&table.name).cloned();
    let triggers = triggers.map(|trigger| Operation::CreateTrigger(CreateTrigger { trigger }));
    let table = Operation::CreateTable(CreateTable { table: again });
    Inverse::new(Grade::Lossy, std::iter::once(table).chain(triggers).collect())
}

pub(super) fn renamed(operation: &RenameTable) -> Inverse {
    let back = RenameTable { from: operation.to.clone(), to: operation.from.clone() };
    Inverse::exact(Operation::RenameTable(back))
}
