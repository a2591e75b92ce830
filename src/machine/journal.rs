//! The row of a migration that is under way: how far it is, for the next run to go on from wherever this one comes to its
//! end.

use std::sync::{Mutex, PoisonError};

use migrate_core::dialect::Dialect;
use migrate_core::migration::Step;

use super::channel::{Failure, FailureKind, Statement};
use super::{Run, Stop, Task, refused};
use crate::error::Position;
use crate::history::{Applied, BatchProgress, State, is_at};

/// A script and its row in the history.
#[derive(Clone, Copy)]
pub(super) struct Journal<'a> {
    pub steps: &'a [Step],
    pub row: &'a Applied,
    pub task: Task<'a>,
    /// Where that row says that the migration is.
    pub noted: &'a Mutex<Noted>,
}

/// How far a migration is, as the history says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Noted {
    /// How many steps are done.
    pub steps: usize,
    /// Which batches of the next one are.
    pub batches: Option<BatchProgress>,
}

/// Why something was not noted.
pub(super) enum Unnoted {
    /// Somebody else went on with the migration.
    HistoryChanged,
    /// The database refused it.
    Failed(Failure),
}

impl Unnoted {
    pub fn stop(self, task: Task<'_>) -> Stop {
        match self {
            Self::HistoryChanged => Stop::HistoryChanged,
            Self::Failed(failure) => refused(&format!("to note how far `{}` is", task.migration), &failure).into(),
        }
    }
}

/// Somebody else went on with the migration.
pub(super) struct HistoryChanged;

impl From<HistoryChanged> for Stop {
    fn from(_: HistoryChanged) -> Self {
        Self::HistoryChanged
    }
}

impl Noted {
    /// So many steps, and nothing of the next one.
    pub const fn steps(steps: usize) -> Self {
        Self { steps, batches: None }
    }
}

impl Journal<'_> {
    /// Where the row says that the migration is.
    pub fn noted(&self) -> Noted {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The row says that it is somewhere else now.
    pub fn is_noted(&self, now: Noted) {
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    pub const fn state(&self) -> State {
        match self.task.position {
            Position::Applying => State::Applying,
            Position::Undoing => State::Undoing,
        }
    }
}

impl Run {
    /// Notes that a migration is begun. SQLite has no lock that lasts longer than a transaction, and a lease may expire, so
    /// that another run may have begun meanwhile.
    pub(super) async fn note_begin(&self, note: Statement, applied: &[Applied], task: Task<'_>) -> Result<(), Stop> {
        if !self.looks_in_each_transaction() {
            return Ok(self.note(note).await?);
        }
        let transaction = self.begin(&[], applied).await?;
        let noted = self.note_inside(&note, task).await;
        self.finish(transaction, noted, task).await
    }

    /// Notes where a migration is now. SQLite has no lock that lasts longer than a transaction, and a lease may expire, so that
    /// another run may have gone on with it; then nothing is noted.
    pub(super) async fn note_in_journal(
        &self,
        journal: Journal<'_>,
        statements: &[Statement],
        now: Noted,
    ) -> Result<(), Unnoted> {
        if self.looks_in_each_transaction() {
            self.note_patiently_if_ours(journal, statements).await?;
        } else {
            for statement in statements {
                let noted = self.channel.execute_patiently(statement, self.orders.patience).await;
                noted.map_err(Unnoted::Failed)?;
            }
        }
        journal.is_noted(now);
        Ok(())
    }

    async fn note_patiently_if_ours(&self, journal: Journal<'_>, statements: &[Statement]) -> Result<(), Unnoted> {
        let begin = self.channel.elapsed().await;
        loop {
            match self.note_if_ours(journal, statements).await {
                Err(Unnoted::Failed(failure)) if failure.kind == FailureKind::Busy => {
                    let waited = self.channel.elapsed().await - begin;
                    if waited >= self.orders.patience {
                        return Err(Unnoted::Failed(failure));
                    }
                    // What is to be noted is noted, whoever wants the run to stop.
                    let _wanted = self.channel.pause(waited).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn note_if_ours(&self, journal: Journal<'_>, statements: &[Statement]) -> Result<(), Unnoted> {
        let begun = self.channel.execute_patiently(&self.begin_statement(&[]), self.orders.patience).await;
        begun.map_err(Unnoted::Failed)?;
        let noted = async {
            if !self.is_ours(journal).await.map_err(Unnoted::Failed)? {
                return Err(Unnoted::HistoryChanged);
            }
            for statement in statements {
                self.execute_inside(statement).await.map_err(Unnoted::Failed)?;
            }
            self.send_commit().await.map_err(Unnoted::Failed)
        };
        let noted = noted.await;
        if noted.is_err() {
            let _lost = self.roll_back().await;
        }
        noted
    }

    /// Whether the history says of this migration what this run has noted: where only this run may write it, it does.
    pub(super) async fn is_ours(&self, journal: Journal<'_>) -> Result<bool, Failure> {
        if self.dialect != Dialect::Sqlite {
            return self.has_lock().await;
        }
        let rows = self.channel.query(self.history.select_progress(journal.row.version)).await?;
        let Noted { steps, batches } = journal.noted();
        let is_at = |row| is_at(row, journal.row.checksum, journal.state(), steps, batches.as_ref());
        Ok(rows.first().is_some_and(is_at))
    }
}
