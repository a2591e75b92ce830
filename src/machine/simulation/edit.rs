//! What became of a migration in a program since: its author deleted it, or gave it another text.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use migrate_core::migration::{Migration, Migrations, Script, Steps};

use super::histories::{Direction, HISTORIES, Key, Tag};

/// What the author of the first history did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edit {
    /// Deleted the migration of this version.
    Deleted(i64),
    /// Wrote this step otherwise.
    Rewritten(Tag),
}

impl Edit {
    /// The migration.
    pub const fn key(self) -> Key {
        match self {
            Self::Deleted(version) => (0, version),
            Self::Rewritten(tag) => tag.key,
        }
    }

    /// The migration that is not there any more.
    pub const fn deleted(self) -> Option<Key> {
        match self {
            Self::Deleted(version) => Some((0, version)),
            Self::Rewritten(_) => None,
        }
    }

    /// The history afterwards.
    pub fn migrations(self) -> &'static Migrations {
        static KNOWN: Mutex<BTreeMap<Edit, &'static Migrations>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(self).or_insert_with(|| {
            let (history, version) = self.key();
            let list = HISTORIES[history].list.iter().copied();
            let list: Vec<&'static Migration> = match self {
                Self::Deleted(_) => list.filter(|one| one.version != version).collect(),
                Self::Rewritten(tag) => {
                    list.map(|one| if one.version == version { rewritten(one, tag) } else { one }).collect()
                }
            };
            Box::leak(Box::new(Migrations { list: list.leak(), ..HISTORIES[history] }))
        })
    }
}

/// How the text of a step ends that was written otherwise.
pub const CORRECTED: &str = " corrected";

fn rewritten(migration: &Migration, tag: Tag) -> &'static Migration {
    let correct = |steps: Steps, direction| {
        let mut steps = steps.read();
        for step in steps.iter_mut().skip(tag.index).take(usize::from(direction == tag.direction)) {
            step.sql += CORRECTED;
            step.plain.iter_mut().for_each(|sql| *sql += CORRECTED);
            step.batches.iter_mut().flat_map(|one| [&mut one.first, &mut one.next]).for_each(|sql| *sql += CORRECTED);
        }
        Steps::leaked(&steps)
    };
    let scripts = migration.scripts.iter().map(|script| Script {
        up: correct(script.up, Direction::Up),
        down: correct(script.down, Direction::Down),
        ..*script
    });
    let scripts = scripts.collect::<Vec<_>>().leak();
    Box::leak(Box::new(Migration { checksum: !migration.checksum, scripts, ..*migration }))
}
