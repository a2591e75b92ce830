//! What undoes an operation on a sequence.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::migration::Grade;
use crate::operation::{CreateSequence, DropSequence, Operation, RenameSequence};

pub(super) fn created(operation: &CreateSequence) -> Inverse {
    let (name, restart_with) = (operation.sequence.name.clone(), operation.restart_with);
    Inverse::exact(Operation::DropSequence(DropSequence { name, restart_with }))
}

/// How far it was is lost, unless its author says where it goes on.
pub(super) fn dropped(operation: &DropSequence, before: &Catalog) -> Inverse {
    let Some(sequence) = before.sequences.get(operation.name.as_str()) else {
        return nothing_known(operation.name.at());
    };
    let grade = if operation.restart_with.is_some() { Grade::Exact } else { Grade::Lossy };
    let (sequence, restart_with) = (sequence.clone(), operation.restart_with);
    Inverse::new(grade, vec![Operation::CreateSequence(CreateSequence { sequence, restart_with })])
}

pub(super) fn renamed(operation: &RenameSequence) -> Inverse {
    let (from, to) = (operation.to.clone(), operation.from.clone());
    Inverse::exact(Operation::RenameSequence(RenameSequence { from, to }))
}
