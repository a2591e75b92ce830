//! Creating, dropping and renaming indexes.

use crate::catalog::Catalog;
use crate::operation::{CreateIndex, DropIndex, RenameIndex};

use super::cx::{Cx, place};
use super::former::{self, index_key};

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateIndex) {
    let Some(table) = cx.table(&operation.table) else { return };
    let (index, fallback) = (&operation.index, operation.table.at());
    cx.take_relation("index", &index.name, fallback);
    cx.check_columns(table, "an index", &index.columns, place(&index.name, fallback));
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropIndex) {
    let Some(table) = cx.table(&operation.table) else { return };
    let Some(index) = cx.index(table, &operation.index) else { return };
    if index.unique {
        let mut without = table.clone();
        without.indexes.retain(|other| other.name != index.name);
        cx.check_still_unique(&without, "index", &index.name, &index.columns, operation.index.at());
    }
}

pub(super) fn check_rename(cx: &mut Cx<'_>, operation: &RenameIndex) {
    let Some(table) = cx.table(&operation.table) else { return };
    if cx.index(table, &operation.from).is_none() {
        return;
    }
    if operation.from == operation.to {
        cx.refuse_same_name(&operation.to);
    } else if operation.from.eq_ignore_ascii_case(&operation.to) {
        cx.check_name("index", &operation.to, operation.from.at());
    } else {
        cx.take_relation("index", &operation.to, operation.from.at());
    }
}

pub(super) fn create(operation: &CreateIndex, catalog: &mut Catalog) {
    catalog.former.remove(&index_key(&operation.table, &operation.index.name));
    if let Some(table) = catalog.tables.get_mut(operation.table.as_str()) {
        table.indexes.push(operation.index.clone());
    }
}

pub(super) fn drop(operation: &DropIndex, catalog: &mut Catalog) {
    former::dropped(catalog, index_key(&operation.table, &operation.index), operation.index.at());
    if let Some(table) = catalog.tables.get_mut(operation.table.as_str()) {
        table.indexes.retain(|index| index.name != operation.index);
    }
}

pub(super) fn rename(operation: &RenameIndex, catalog: &mut Catalog) {
    let key = |name: &str| index_key(&operation.table, name);
    former::renamed(catalog, key(&operation.from), &key(&operation.to), &operation.to);
    let Some(table) = catalog.tables.get_mut(operation.table.as_str()) else { return };
    if let Some(index) = table.indexes.iter_mut().find(|index| index.name == operation.from) {
        index.name = operation.to.moved_to(index.name.at());
    }
}
