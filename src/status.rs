//! What is applied and what is pending.

use std::collections::BTreeMap;
use std::fmt;

use migrate_core::migration::{Migration, Migrations};

use serde::Serialize;

use crate::history::{Applied, State};

/// The state of a history in a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// The database and its version.
    pub database: String,
    /// Every migration that is known or applied, in order of version.
    pub migrations: Vec<MigrationStatus>,
}

/// The state of one migration in a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MigrationStatus {
    /// Its version.
    pub version: i64,
    /// `m20261122_103000_create_users`.
    pub migration: String,
    /// Whether it is applied.
    #[serde(flatten)]
    pub state: MigrationState,
}

/// Whether a migration is applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum MigrationState {
    /// It is not.
    Pending,
    /// It is, since then, in the database's own words.
    Applied {
        /// When.
        at: String,
    },
    /// It is, but was changed since.
    Changed {
        /// When it was applied.
        at: String,
    },
    /// It is, but the program does not know it.
    Unknown {
        /// When it was applied.
        at: String,
    },
    /// It was, and is not known any more, on purpose: the database keeps what it made.
    Tombstone {
        /// When it was applied.
        at: String,
    },
    /// A run ended in the middle of it.
    Interrupted {
        /// How many of its steps are done.
        steps_done: usize,
    },
}

impl Status {
    pub(crate) fn new(database: String, known: &Migrations, applied: &[Applied]) -> Self {
        let pending = |one: &&'static Migration| MigrationStatus {
            version: one.version,
            migration: one.to_string(),
            state: MigrationState::Pending,
        };
        let mut migrations: BTreeMap<i64, MigrationStatus> =
            known.list.iter().map(|one| (one.version, pending(one))).collect();
        for one in applied {
            let known = known.list.iter().find(|known| known.version == one.version);
            let at = one.applied_at.clone();
            let state = match (one.state, known) {
                (State::Applying | State::Undoing, _) => MigrationState::Interrupted { steps_done: one.progress },
                (State::Applied, _) if one.is_tombstone => MigrationState::Tombstone { at },
                (State::Applied, None) => MigrationState::Unknown { at },
                (State::Applied, Some(known)) if known.checksum != one.checksum => MigrationState::Changed { at },
                (State::Applied, Some(_)) => MigrationState::Applied { at },
            };
            migrations.insert(one.version, MigrationStatus { version: one.version, migration: one.id(), state });
        }
        Self { database, migrations: migrations.into_values().collect() }
    }

    /// The migrations that are not applied.
    pub fn pending(&self) -> impl Iterator<Item = &MigrationStatus> {
        self.migrations.iter().filter(|one| one.state == MigrationState::Pending)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.database)?;
        for MigrationStatus { version: _, migration, state } in &self.migrations {
            write!(f, "\n  {migration}  {state}")?;
        }
        Ok(())
    }
}

impl fmt::Display for MigrationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str("pending"),
            Self::Applied { at } => write!(f, "applied at {at}"),
            Self::Changed { at } => write!(f, "applied at {at}, changed since"),
            Self::Unknown { at } => write!(f, "applied at {at}, unknown to this program"),
            Self::Tombstone { at } => write!(f, "applied at {at}, tombstone"),
            Self::Interrupted { steps_done } => write!(f, "interrupted, {steps_done} of its steps are done"),
        }
    }
}
