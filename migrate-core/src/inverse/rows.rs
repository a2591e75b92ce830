//! What undoes a change of rows.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::location::Location;
use crate::migration::Grade;
use crate::operation::{DeleteInserted, Insert, Operation};
use crate::refusal::Refusal;

/// Rows are found again by their key. Whether they are needed by then, a query tells.
pub(super) fn inserted(operation: &Insert, before: &Catalog) -> Inverse {
    if operation.key.is_empty() {
        return Inverse::none(Refusal::new(Location::UNKNOWN, "nothing tells `down` which rows this inserted").help(
            "add `.key([…])` with the columns of the primary key or of a unique one, or write `fn down` beside `up`",
        ));
    }
    let Some(table) = before.table(&operation.table) else { return nothing_known(operation.table.at()) };
    let key = operation.key.iter().filter_map(|name| table.column(name).cloned()).collect();
    let back = DeleteInserted { insert: operation.clone(), key };
    Inverse::new(Grade::Conditional, vec![Operation::DeleteInserted(back)])
}

pub(super) fn insert_undone(operation: &DeleteInserted) -> Inverse {
    Inverse::exact(Operation::Insert(operation.insert.clone()))
}

pub(super) fn updated() -> Inverse {
    missing("nothing keeps the values that this overwrites, so `down` cannot bring them back")
}

pub(super) fn deleted() -> Inverse {
    missing("nothing keeps the rows that this deletes, so `down` cannot bring them back")
}

fn missing(problem: &str) -> Inverse {
    let help = "write `fn down` beside `up`: what brings them back, `data.nothing_to_undo(\"reason\")` or \
                `data.irreversible(\"reason\")`";
    Inverse::none(Refusal::new(Location::UNKNOWN, problem).help(help))
}
