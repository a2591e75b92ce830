//! What undoes an operation on a function or a trigger.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::operation::{
    CreateFunction, CreateTrigger, DropFunction, DropTrigger, Operation, RenameFunction, RenameTrigger, ReplaceFunction,
};

pub(super) fn function_created(operation: &CreateFunction) -> Inverse {
    Inverse::exact(Operation::DropFunction(DropFunction { name: operation.function.name.clone() }))
}

pub(super) fn function_replaced(operation: &ReplaceFunction, before: &Catalog) -> Inverse {
    let name = &operation.name;
    let Some(function) = before.functions.get(name.as_str()) else { return nothing_known(name.at()) };
    let (name, definition) = (name.clone(), function.definition.clone());
    Inverse::exact(Operation::ReplaceFunction(ReplaceFunction { name, definition }))
}

pub(super) fn function_dropped(operation: &DropFunction, before: &Catalog) -> Inverse {
    match before.functions.get(operation.name.as_str()) {
        Some(function) => Inverse::exact(Operation::CreateFunction(CreateFunction { function: function.clone() })),
        None => nothing_known(operation.name.at()),
    }
}

pub(super) fn function_renamed(operation: &RenameFunction) -> Inverse {
    let (from, to) = (operation.to.clone(), operation.from.clone());
    Inverse::exact(Operation::RenameFunction(RenameFunction { from, to }))
}

pub(super) fn trigger_created(operation: &CreateTrigger) -> Inverse {
    Inverse::exact(Operation::DropTrigger(DropTrigger { name: operation.trigger.name.clone() }))
}

pub(super) fn trigger_dropped(operation: &DropTrigger, before: &Catalog) -> Inverse {
    match before.triggers.get(operation.name.as_str()) {
        Some(trigger) => Inverse::exact(Operation::CreateTrigger(CreateTrigger { trigger: trigger.clone() })),
        None => nothing_known(operation.name.at()),
    }
}

pub(super) fn trigger_renamed(operation: &RenameTrigger) -> Inverse {
    let (from, to) = (operation.to.clone(), operation.from.clone());
    Inverse::exact(Operation::RenameTrigger(RenameTrigger { from, to }))
}
