//! The plan for sequences.

use super::action::Action;
use super::plan::{Moment, Planned};
use crate::catalog::Name;
use crate::operation::Operation;

/// The plan for an operation on a sequence.
pub(super) fn planned(moment: &Moment<'_>) -> Option<Vec<Planned>> {
    match moment.operation {
        Operation::CreateSequence(create) => {
            let name = &create.sequence.name;
            let drop = Action::DropSequence(name.clone());
            let mut planned = vec![Planned::undone_by(Action::CreateSequence(name.clone()), vec![drop])];
            // Created with START, it would be another one than before.
            planned.extend(
                create
                    .restart_with
                    .map(|next| Planned::undone_by(Action::RestartSequence { name: name.clone(), next }, Vec::new())),
            );
            Some(planned)
        }
        Operation::DropSequence(drop) => Some(vec![Planned::lossy(Action::DropSequence(drop.name.clone()))]),
        Operation::RenameSequence(rename) => {
            let renaming = |from: &Name, to: &Name| Action::RenameSequence { from: from.clone(), to: to.clone() };
            let undo = vec![renaming(&rename.to, &rename.from)];
            Some(vec![Planned::undone_by(renaming(&rename.from, &rename.to), undo)])
        }
        _ => None,
    }
}
