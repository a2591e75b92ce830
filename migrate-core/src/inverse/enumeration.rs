//! What undoes an operation on an enumeration.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::operation::{AddEnumValue, CreateEnum, DropEnum, Operation, RenameEnum, RenameEnumValue};
use crate::refusal::Refusal;

pub(super) fn created(operation: &CreateEnum) -> Inverse {
    Inverse::exact(Operation::DropEnum(DropEnum { name: operation.enumeration.name.clone() }))
}

pub(super) fn dropped(operation: &DropEnum, before: &Catalog) -> Inverse {
    match before.enums.get(operation.name.as_str()) {
        Some(enumeration) => Inverse::exact(Operation::CreateEnum(CreateEnum { enumeration: enumeration.clone() })),
        None => nothing_known(operation.name.at()),
    }
}

pub(super) fn added(operation: &AddEnumValue) -> Inverse {
    let AddEnumValue { name, value, place: _ } = operation;
    Inverse::none(
        Refusal::new(value.at(), format!("`down` cannot take `{value}` from enum `{name}` again"))
            .note("no database takes a value away while a row may hold it, and PostgreSQL never does")
            .help("write `fn down` with `schema.nothing_to_undo(\"…\")`: the value may stay"),
    )
}

pub(super) fn value_renamed(operation: &RenameEnumValue) -> Inverse {
    let RenameEnumValue { name, from, to } = operation;
    let (name, from, to) = (name.clone(), to.clone(), from.clone());
    Inverse::exact(Operation::RenameEnumValue(RenameEnumValue { name, from, to }))
}

pub(super) fn renamed(operation: &RenameEnum) -> Inverse {
    let (from, to) = (operation.to.clone(), operation.from.clone());
    Inverse::exact(Operation::RenameEnum(RenameEnum { from, to }))
}
