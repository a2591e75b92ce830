//! What undoes an operation on an extension: only what this history made is dropped, and only while nothing needs it.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::migration::Grade;
use crate::operation::{CreateExtension, DropExtension, Operation};

pub(super) fn created(operation: &CreateExtension) -> Inverse {
    let drop = Operation::DropExtension(DropExtension { name: operation.extension.name.clone() });
    Inverse::new(Grade::Conditional, vec![drop])
}

pub(super) fn dropped(operation: &DropExtension, before: &Catalog) -> Inverse {
    let Some(extension) = before.extensions.get(operation.name.as_str()) else {
        return nothing_known(operation.name.at());
    };
    let again = Operation::CreateExtension(CreateExtension { extension: extension.clone() });
    Inverse::new(Grade::Conditional, vec![again])
}
