//! What a migration names: two that name nothing in common may be applied in either order.

use std::collections::{BTreeSet, HashMap};

use super::check::RenderedScript;
use crate::catalog::Catalog;
use crate::locked::Operations;
use crate::operation::Operation;

/// What a migration names.
#[derive(Debug)]
pub struct Footprint {
    /// The words of its statements and of its SQL, in both directions, in lower case.
    words: BTreeSet<String>,
    /// Those that are the name of something in the schema before or after it.
    objects: BTreeSet<String>,
}

impl Footprint {
    /// The footprint of a migration between these two schemas; nothing if it holds SQL of which nobody can tell what it
    /// touches.
    #[must_use]
    pub fn of(
        up: &[Operation],
        operations: &Operations,
        scripts: &[RenderedScript],
        around: [&Catalog; 2],
    ) -> Option<Self> {
        if up.iter().any(|operation| matches!(operation, Operation::Execute(_))) {
            return None;
        }
        let statements = operations.up.iter().chain(&operations.down).map(String::as_str);
        let steps = scripts.iter().flat_map(|script| script.up.iter().chain(&script.down));
        let sql = steps.flat_map(|step| {
            let questions = step.condition.iter().chain(&step.discards).map(|query| query.sql.as_str());
            let undo = step.undo.iter().flatten().map(String::as_str);
            [step.sql.as_str()].into_iter().chain(undo).chain(questions)
        });
        let texts = statements.chain(sql);
        let names: BTreeSet<&str> =
            texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && !"_$-.".contains(c))).collect();
        let (mut words, mut objects) = (BTreeSet::new(), BTreeSet::new());
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            // A name with a schema is one to the catalogue, and two words to a database.
            let parts = name.split('.');
            words.extend(parts.clone().map(str::to_lowercase));
            for object in [name].into_iter().chain(parts).filter(|name| around.iter().any(|it| is_in(it, name))) {
                objects.insert(object.rsplit('.').next().unwrap_or(object).to_lowercase());
            }
        }
        Some(Self { words, objects })
    }
}

/// What the migrations of a history name, so that each is compared with those before it word by word.
#[derive(Debug, Default)]
pub struct Footprints {
    /// The number of migrations.
    count: u32,
    words: HashMap<String, Mentions>,
    objects: HashMap<String, Mentions>,
    /// The migrations of which nobody can tell what they touch.
    unknown: Mentions,
}

impl Footprints {
    /// Adds the next migration, and says which migrations it shares nothing with: a bit for each of those before it, which
    /// go back from there. One without a footprint may share anything.
    pub fn add(&mut self, footprint: Option<Footprint>) -> u128 {
        self.count += 1;
        let place = self.count;
        let Some(Footprint { words, objects }) = footprint else {
            self.unknown.add(place);
            return 0;
        };
        let before = |mentions: Option<&Mentions>| mentions.map_or(0, |mentions| mentions.before(place));
        let mut related = self.unknown.before(place);
        related |= objects.iter().fold(0, |all, object| all | before(self.words.get(object)));
        related |= words.iter().fold(0, |all, word| all | before(self.objects.get(word)));
        for (names, mentions) in [(words, &mut self.words), (objects, &mut self.objects)] {
            for name in names {
                mentions.entry(name).or_default().add(place);
            }
        }
        let all = u128::MAX.checked_shr(u128::BITS.saturating_sub(place - 1)).unwrap_or(0);
        all & !related
    }
}

/// The migrations that mention something.
#[derive(Clone, Copy, Debug, Default)]
struct Mentions {
    /// The place of the last one, from 1.
    last: u32,
    /// A bit for it and for each one before it, which go back from there.
    bits: u128,
}

impl Mentions {
    /// Adds the migration at this place, which is the newest.
    fn add(&mut self, place: u32) {
        *self = Self { last: place, bits: (self.before(place) << 1) | 1 };
    }

    /// A bit for each migration before this place, which go back from there.
    fn before(self, place: u32) -> u128 {
        self.bits.checked_shl(place - self.last - 1).unwrap_or(0)
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
