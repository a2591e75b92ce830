//! What a migration names: two that name nothing in common may be applied in either order.

use std::collections::BTreeSet;

use super::check::RenderedScript;
use crate::catalog::Catalog;
use crate::locked::Operations;
use crate::operation::Operation;

/// What a migration names.
#[derive(Debug, Default)]
pub struct Footprint {
    /// The words of its statements and of its SQL, in both directions, in lower case.
    words: BTreeSet<String>,
    /// Those that are the name of something in the schema before or after it.
    objects: BTreeSet<String>,
    /// Whether it holds SQL of which nobody can tell what it touches.
    is_opaque: bool,
}

impl Footprint {
    /// The footprint of a migration between these two schemas.
    #[must_use]
    pub fn of(up: &[Operation], operations: &Operations, scripts: &[RenderedScript], around: [&Catalog; 2]) -> Self {
        let statements = operations.up.iter().chain(&operations.down).map(String::as_str);
        let steps = scripts.iter().flat_map(|script| script.up.iter().chain(&script.down));
        let sql = steps.flat_map(|step| {
            let questions = step.condition.iter().chain(&step.discards).map(|query| query.sql.as_str());
            let undo = step.undo.iter().flatten().map(String::as_str);
            [step.sql.as_str()].into_iter().chain(undo).chain(questions)
        });
        let (mut words, mut objects) = (BTreeSet::new(), BTreeSet::new());
        for text in statements.chain(sql) {
            // A name with a schema is one to the catalogue, and two words to a database.
            let names = text.split(|c: char| !c.is_alphanumeric() && !"_$-.".contains(c));
            for name in names.filter(|name| !name.is_empty()) {
                let parts = name.split('.');
                words.extend(parts.clone().map(str::to_lowercase));
                for object in [name].into_iter().chain(parts).filter(|name| around.iter().any(|it| is_in(it, name))) {
                    objects.insert(object.rsplit('.').next().unwrap_or(object).to_lowercase());
                }
            }
        }
        let is_opaque = up.iter().any(|operation| matches!(operation, Operation::Execute(_)));
        Self { words, objects, is_opaque }
    }

    /// Which migrations it shares nothing with: a bit for each of these, which go back from the one before it. Of one that
    /// has no footprint nothing is known.
    #[must_use]
    pub fn independent_of<'a>(&self, before: impl Iterator<Item = Option<&'a Self>>) -> u128 {
        let bits =
            (0..u128::BITS).zip(before).filter(|(_, other)| other.is_some_and(|other| self.shares_nothing(other)));
        bits.fold(0, |all, (bit, _)| all | (1 << bit))
    }

    fn shares_nothing(&self, other: &Self) -> bool {
        !self.is_opaque
            && !other.is_opaque
            && self.objects.is_disjoint(&other.words)
            && other.objects.is_disjoint(&self.words)
    }
}

/// Whether something in a schema that a statement may use has this name.
fn is_in(catalog: &Catalog, name: &str) -> bool {
    catalog.tables.contains_key(name)
        || catalog.views.contains_key(name)
        || catalog.enums.contains_key(name)
        || catalog.functions.contains_key(name)
        || catalog.triggers.contains_key(name)
        || catalog.sequences.contains_key(name)
        || catalog.extensions.contains_key(name)
        || catalog.schemas.contains_key(name)
}

#[cfg(test)]
mod tests;
