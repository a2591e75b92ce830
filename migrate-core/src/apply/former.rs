//! What became of what is not there any more.
//!
//! Tables and columns have the keys that [`Catalog::former`] gives; an index or a constraint has
//! `users:index:users_email_idx` or `users:constraint:users_email_key`.

use crate::catalog::{Catalog, Fate, Former, Name};
use crate::location::Location;
use crate::refusal::Refusal;

use super::cx::note_place;

pub(super) fn column_key(table: &str, column: &str) -> String {
    format!("{table}:column:{column}")
}

pub(super) fn index_key(table: &str, index: &str) -> String {
    format!("{table}:index:{index}")
}

pub(super) fn constraint_key(table: &str, constraint: &str) -> String {
    format!("{table}:constraint:{constraint}")
}

/// Remembers that something was dropped.
pub(super) fn dropped(catalog: &mut Catalog, key: String, at: Location) {
    catalog.former.insert(key, Former { fate: Fate::Dropped, at });
}

/// Remembers that something was renamed; `new_key` is in use again.
pub(super) fn renamed(catalog: &mut Catalog, key: String, new_key: &str, to: &Name) {
    catalog.former.remove(new_key);
    catalog.former.insert(key, Former { fate: Fate::RenamedTo(to.clone()), at: to.at() });
}

/// Forgets a table of this name and all that it had.
pub(super) fn forget(catalog: &mut Catalog, table: &str) {
    let belongs = |key: &str| key[table.len()..].is_empty() || key[table.len()..].starts_with(':');
    let gone: Vec<String> =
        named_like(catalog, table).map(|(key, _)| key).filter(|key| belongs(key)).cloned().collect();
    for key in gone {
        catalog.former.remove(&key);
    }
}

/// What is remembered of everything whose key begins with this name.
fn named_like<'a>(catalog: &'a Catalog, table: &'a str) -> impl Iterator<Item = (&'a String, &'a Former)> {
    catalog.former.iter_from(table).take_while(move |(key, _)| key.starts_with(table))
}

/// Carries what is remembered of a table's columns, indexes and constraints to its new name.
pub(super) fn carry(catalog: &mut Catalog, from: &str, to: &str) {
    let carried: Vec<(String, Former)> = named_like(catalog, from)
        .filter_map(|(key, former)| {
            let rest = key.strip_prefix(from).filter(|rest| rest.starts_with(':'))?;
            Some((format!("{to}{rest}"), former.clone()))
        })
        .collect();
    catalog.former.extend(carried);
}

/// Adds what became of the thing with this key, and returns the name that it has now.
pub(super) fn explain(
    catalog: &Catalog,
    refusal: Refusal,
    name: &str,
    key: impl Fn(&str) -> String,
) -> (Refusal, Option<String>) {
    let Some(first) = catalog.former.get(&key(name)) else { return (refusal, None) };
    let (mut former, mut now) = (first, None);
    // Names that were swapped lead round in a circle.
    for _ in 0..catalog.former.len() {
        let Fate::RenamedTo(to) = &former.fate else { break };
        now = Some(to.to_string());
        match catalog.former.get(&key(to)) {
            Some(next) => former = next,
            None => break,
        }
    }
    match (&former.fate, now) {
        (Fate::CreatedLater, _) => {
            let refusal = note_place(refusal, "it is created later, in", former.at);
            (refusal.help("give this migration a later version than that one"), None)
        }
        (Fate::Dropped, _) => (note_place(refusal, "it was dropped in", former.at), None),
        (Fate::RenamedTo(_), now) => {
            let name = now.unwrap_or_default();
            (note_place(refusal, &format!("its name is now `{name}`, since"), former.at), Some(name))
        }
    }
}
