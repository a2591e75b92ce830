//! What undoes an operation on a view.

use super::{Inverse, nothing_known};
use crate::catalog::Catalog;
use crate::migration::Grade;
use crate::operation::{CreateTrigger, CreateView, DropView, Operation, RenameView, ReplaceView};

pub(super) fn created(operation: &CreateView) -> Inverse {
    let CreateView { name, kind, .. } = operation;
    Inverse::exact(Operation::DropView(DropView { name: name.clone(), kind: *kind }))
}

pub(super) fn replaced(operation: &ReplaceView, before: &Catalog) -> Inverse {
    let name = &operation.name;
    let Some(view) = before.view(name) else { return nothing_known(name.at()) };
    Inverse::exact(Operation::ReplaceView(ReplaceView { name: name.clone(), query: view.query.clone() }))
}

pub(super) fn dropped(operation: &DropView, before: &Catalog) -> Inverse {
    let name = &operation.name;
    let Some(view) = before.view(name) else { return nothing_known(name.at()) };
    let (query, indexes) = (view.query.clone(), view.indexes().to_vec());
    let again = Operation::CreateView(CreateView { name: view.name.clone(), kind: view.kind, query, indexes });
    let triggers = before.triggers_of(name).cloned();
    let triggers = triggers.map(|trigger| Operation::CreateTrigger(CreateTrigger { trigger }));
    Inverse::new(Grade::Exact, std::iter::once(again).chain(triggers).collect())
}

pub(super) fn renamed(operation: &RenameView) -> Inverse {
    let (from, to) = (operation.to.clone(), operation.from.clone());
    Inverse::exact(Operation::RenameView(RenameView { from, to }))
}
