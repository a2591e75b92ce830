//! Creating and dropping extensions.

use crate::catalog::{Catalog, Name};
use crate::operation::{CreateExtension, DropExtension};
use crate::refusal::Refusal;

use super::cx::{Cx, note_place};
use super::former;
use super::lookup::suggest;

fn extension_key(name: &str) -> String {
    format!("extension:{name}")
}

pub(super) fn check_create(cx: &mut Cx<'_>, operation: &CreateExtension) {
    let name = &operation.extension.name;
    cx.check_name("extension", name, name.at());
    if let Some(other) = cx.catalog.extensions.get(name.as_str()) {
        let refusal = Refusal::new(name.at(), format!("extension `{name}` exists already"));
        cx.refuse(note_place(refusal, "it was created in", other.name.at()));
    }
}

pub(super) fn check_drop(cx: &mut Cx<'_>, operation: &DropExtension) {
    let (name, catalog) = (&operation.name, cx.catalog);
    if !catalog.extensions.contains_key(name.as_str()) {
        let refusal = Refusal::new(name.at(), format!("there is no extension `{name}`"));
        let (refusal, now) = former::explain(catalog, refusal, name, extension_key);
        cx.refuse(suggest(refusal, now, name, catalog.extensions.keys().map(Name::as_str)));
    }
}

pub(super) fn create(operation: &CreateExtension, catalog: &mut Catalog) {
    let extension = operation.extension.clone();
    catalog.former.remove(&extension_key(&extension.name));
    catalog.extensions.insert(extension.name.clone(), extension);
}

pub(super) fn drop(operation: &DropExtension, catalog: &mut Catalog) {
    former::dropped(catalog, extension_key(&operation.name), operation.name.at());
    catalog.extensions.remove(operation.name.as_str());
}
