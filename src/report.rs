//! What a run did.

use std::fmt;
use std::time::Duration;

use migrate_core::migration::Grade;
use serde::{Serialize, Serializer};

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The database and its version.
    pub database: String,
    /// The migrations that were undone, in order.
    pub undone: Vec<Ran>,
    /// The migrations that were applied, in order.
    pub applied: Vec<Ran>,
    /// Whether the database knows newer migrations than the program: normal while a new version is being deployed.
    pub ahead: bool,
}

/// One migration that was applied or undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ran {
    /// `m20261122_103000_create_users`.
    pub migration: String,
    /// How well it can be undone.
    pub grade: Grade,
    /// How many statements were sent.
    pub steps: usize,
    /// How long they took.
    #[serde(rename = "milliseconds", serialize_with = "as_milliseconds")]
    pub duration: Duration,
    /// Whether an earlier run had come to its end in the middle of it, and this one went on, or took it back.
    pub resumed: bool,
}

fn as_milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64() * 1_000.0)
}

impl Report {
    /// Whether there was nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.undone.is_empty() && self.applied.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            let state = if self.ahead { "it is ahead of this program" } else { "nothing to do" };
            return write!(f, "{}: {state}", self.database);
        }
        write!(f, "{}:", self.database)?;
        let undone = self.undone.iter().map(|ran| ("undone", ran));
        for (verb, ran) in undone.chain(self.applied.iter().map(|ran| ("applied", ran))) {
            let Ran { migration, grade, steps, duration, resumed } = ran;
            let plural = if *steps == 1 { "" } else { "s" };
            let milliseconds = duration.as_secs_f64() * 1_000.0;
            let resumed = if *resumed { ", left in the middle by an earlier run" } else { "" };
            write!(f, "\n  {verb:<8}{migration}  ({grade}, {steps} step{plural}, {milliseconds:.1} ms{resumed})")?;
        }
        Ok(())
    }
}
