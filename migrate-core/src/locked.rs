//! Released migrations: what was built of one when it was locked, in a file of its own that is committed beside it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;
use crate::migration::{Definition, Grade, Kind, Migration, Script, Step};

/// The folder of these files, beside the migrations.
pub const FOLDER: &str = "locked";

/// How the files, the canonical operations in them and their hash are written. A version of this library that writes them
/// otherwise has another number, so that no file is taken for one that was changed.
pub const FORMAT: u32 = 1;

/// What was built of a migration when it was locked. No later build makes it anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// How the file is written: [`FORMAT`].
    pub format: u32,
    /// Its version.
    pub version: i64,
    /// What it does, in snake case.
    pub name: String,
    /// What it changes.
    pub kind: Kind,
    /// The hash of its canonical operations, in hexadecimal digits.
    pub checksum: String,
    /// Why it cannot be undone, if its author said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub irreversible: Option<String>,
    /// Its canonical operations.
    pub operations: Operations,
    /// Its SQL, by the key of the database.
    pub databases: BTreeMap<String, LockedScript>,
}

/// The canonical operations of a migration, as statements of the language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operations {
    /// What applies it.
    pub up: Vec<String>,
    /// What undoes it, derived or written.
    pub down: Vec<String>,
}

/// The SQL of a migration for one database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedScript {
    /// How well it can be undone.
    pub grade: Grade,
    /// The steps that apply it.
    pub up: Vec<Step>,
    /// The steps that undo it.
    #[serde(default)]
    pub down: Vec<Step>,
}

impl Locked {
    /// What a program holds of a migration.
    #[must_use]
    pub fn of(migration: &Migration) -> Self {
        let Migration { version, name, kind, checksum, irreversible, definition, scripts, independent_of: _ } =
            migration;
        Self {
            format: FORMAT,
            version: *version,
            name: (*name).to_owned(),
            kind: *kind,
            checksum: format!("{checksum:016x}"),
            irreversible: irreversible.map(str::to_owned),
            operations: definition.read(),
            databases: scripts
                .iter()
                .map(|script| (script.dialect.key().to_owned(), LockedScript::of(script)))
                .collect(),
        }
    }

    /// The SQL for one database, if the migration was locked with it.
    #[must_use]
    pub fn script(&self, dialect: Dialect) -> Option<&LockedScript> {
        self.databases.get(dialect.key())
    }

    /// The hash of its canonical operations, if the file says one.
    #[must_use]
    pub fn checksum(&self) -> Option<u64> {
        u64::from_str_radix(&self.checksum, 16).ok()
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Says what is wrong with it.
    #[cfg(feature = "locked")]
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        // A text of several lines means the same wherever it was checked out.
        let text = text.replace("\r\n", "\n");
        let damaged = |error: toml::de::Error| Unreadable {
            problem: error.message().to_owned(),
            help: "restore it from the version control",
        };
        let Head { format } = toml::from_str(&text).map_err(damaged)?;
        if format != FORMAT {
            return Err(Unreadable {
                problem: format!("it has the format {format}, and this version of `migrate` reads the format {FORMAT}"),
                help: "set the dependency `migrate` to the version that wrote it, or a newer one",
            });
        }
        toml::from_str(&text).map_err(damaged)
    }
}

/// Why a file cannot be read, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong with it.
    pub problem: String,
    /// What helps.
    pub help: &'static str,
}

impl LockedScript {
    /// Whether another one sends and asks the same. What steps say of what they change is for the runner.
    #[must_use]
    pub fn sends_the_same(&self, other: &Self) -> bool {
        let sent = |steps: &[Step]| steps.iter().cloned().map(Step::without_reach).collect::<Vec<_>>();
        self.grade == other.grade && sent(&self.up) == sent(&other.up) && sent(&self.down) == sent(&other.down)
    }

    fn of(script: &Script) -> Self {
        Self { grade: script.grade, up: script.up.read(), down: script.down.read() }
    }
}

impl Operations {
    /// The first operation that is not the same, as it was and as it is; each nothing where the other has one more.
    #[must_use]
    pub fn first_difference<'a>(&'a self, now: &'a Self) -> Option<Difference<'a>> {
        let pairs = |was: &'a [String], now: &'a [String], is_up| {
            (0..was.len().max(now.len()))
                .map(move |place| (place, was.get(place), now.get(place)))
                .find(|(_, was, now)| was != now)
                .map(move |(place, was, now)| Difference {
                    is_up,
                    place,
                    was: was.map(String::as_str),
                    now: now.map(String::as_str),
                })
        };
        pairs(&self.up, &now.up, true).or_else(|| pairs(&self.down, &now.down, false))
    }
}

/// In what a migration is not the one that was locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Whether it is in what applies the migration, and not in what undoes it.
    pub is_up: bool,
    /// Which statement, from 0.
    pub place: usize,
    /// The statement that was locked.
    pub was: Option<&'a str>,
    /// The statement as it is now.
    pub now: Option<&'a str>,
}

impl Difference<'_> {
    /// The same in words, a note of a message for each line.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let direction = if self.is_up { "up" } else { "down" };
        match (self.was, self.now) {
            (Some(was), Some(now)) => vec![format!("`{direction}` was `{was}`"), format!("it is now `{now}`")],
            (Some(was), None) => vec![format!("`{direction}` also had `{was}`")],
            (None, Some(now)) => vec![format!("`{direction}` did not have `{now}`")],
            (None, None) => Vec::new(),
        }
    }
}

impl Definition {
    /// What a program holds of these operations.
    ///
    /// # Panics
    /// Never: JSON can say every text.
    #[must_use]
    pub fn text(operations: &Operations) -> String {
        serde_json::to_string(operations).expect("JSON says every text")
    }

    /// The operations.
    ///
    /// # Panics
    /// The text is none that [`Definition::text`] of this version wrote.
    #[must_use]
    pub fn read(self) -> Operations {
        serde_json::from_str(self.as_text()).expect("the operations were written by the same version of the macro")
    }
}
