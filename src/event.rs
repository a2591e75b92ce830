//! What a run tells while it goes on.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Position;

/// What a run tells while it goes on, to the function given to [`Migrator::on_event`](crate::Migrator::on_event).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Another run or another session is busy, and this one waits. Told again after each pause.
    Waiting {
        /// How long it has waited.
        waited: Duration,
    },
    /// A migration begins.
    MigrationBegins {
        /// `m20261122_103000_create_users`.
        migration: String,
        /// Whether it is applied or undone.
        position: Position,
        /// How many steps it has.
        steps: usize,
    },
    /// A step begins.
    StepBegins {
        /// Which step of the migration, from 1.
        step: usize,
        /// Its SQL.
        sql: String,
    },
    /// One batch of a step that changes rows in batches is committed.
    BatchEnds {
        /// The key of the last row of the batch.
        up_to: String,
    },
    /// A migration is applied or undone. One that was undone together with others is so when all of them are.
    MigrationEnds {
        /// How long it took.
        duration: Duration,
    },
}

/// Who is told.
pub(crate) type Listener = Arc<dyn Fn(&Event) -> ControlFlow<()> + Send + Sync>;
