//! What undoes a change of how the values of a column come about.

use super::{Inverse, nothing_known};
use crate::catalog::{Catalog, Generated};
use crate::condition::conditions;
use crate::migration::Grade;
use crate::operation::{DropGenerated, Operation, SetGenerated};

/// The values of an ordinary column are gone once they are computed; computed ones come back as they were.
pub(super) fn set(operation: &SetGenerated, before: &Catalog) -> Inverse {
    let SetGenerated { table, column, generated: _ } = operation;
    let Some(old) = before.table(table).and_then(|table| table.column(column)) else {
        return nothing_known(column.at());
    };
    let (table, column) = (table.clone(), column.clone());
    match &old.generated {
        Some(generated) => computed_again(SetGenerated { table, column, generated: generated.clone() }, before),
        None => {
            let back = Operation::DropGenerated(DropGenerated { table, column });
            Inverse::new(Grade::Lossy, vec![back])
        }
    }
}

pub(super) fn dropped(operation: &DropGenerated, before: &Catalog) -> Inverse {
    let DropGenerated { table, column } = operation;
    let generated: Option<Generated> =
        before.table(table).and_then(|table| table.column(column)).and_then(|column| column.generated.clone());
    let Some(generated) = generated else { return nothing_known(column.at()) };
    computed_again(SetGenerated { table: table.clone(), column: column.clone(), generated }, before)
}

/// What the column holds meanwhile is thrown away. The rows must have a value where it may not be NULL or is a key.
fn computed_again(again: SetGenerated, before: &Catalog) -> Inverse {
    let again = Operation::SetGenerated(again);
    let grade = if conditions(&again, before).is_empty() { Grade::Exact } else { Grade::Conditional };
    Inverse::new(grade, vec![again])
}
