//! What undoes an operation on a schema: only what this history made is dropped, and only while nothing lies in it.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::migration::Grade;
use crate::operation::{CreateSchema, DropSchema, Operation, RenameSchema};

pub(super) fn created(operation: &CreateSchema) -> Inverse {
    let drop = Operation::DropSchema(DropSchema { name: operation.schema.name.clone() });
    Inverse::new(Grade::Conditional, vec![drop])
}

pub(super) fn dropped(operation: &DropSchema, before: &Catalog) -> Inverse {
    let Some(schema) = before.schemas.get(operation.name.as_str()) else {
        return nothing_known(operation.name.at());
    };
    let again = Operation::CreateSchema(CreateSchema { schema: schema.clone() });
    Inverse::new(Grade::Conditional, vec![again])
}

pub(super) fn renamed(operation: &RenameSchema) -> Inverse {
    let back = RenameSchema { from: operation.to.clone(), to: operation.from.clone() };
    Inverse::exact(Operation::RenameSchema(back))
}
