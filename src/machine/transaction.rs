//! The transaction around a script, with foreign keys off where SQLite rebuilds a table.

use migrate_core::dialect::Dialect;
use migrate_core::migration::Step;

use super::channel::{Failure, FailureKind, Statement};
use super::script::{blocked_by, with_aftermath};
use super::{Run, Stop, Task, plain, refused, unavailable};
use crate::error::{Aftermath, Reason};
use crate::history::{self, Applied};

/// A transaction that was begun.
pub(super) struct Open {
    /// How many rows referred to nothing before it, where foreign keys are off in it.
    orphans_before: Option<usize>,
}

/// The connection is gone.
pub(super) struct ConnectionLost;

/// A reason that came with the end of the connection.
pub(super) fn lost(reason: Reason) -> Reason {
    match reason {
        Reason::Database { during, message, .. } => Reason::ConnectionLost { during, message },
        reason => with_aftermath(reason, Aftermath::ConnectionLost),
    }
}

impl Run {
    /// Begins a transaction in which these steps can run.
    pub(super) async fn begin(&self, steps: &[Step], applied: &[Applied]) -> Result<Open, Stop> {
        let without_foreign_keys = steps.iter().any(|step| step.without_foreign_keys);
        if without_foreign_keys {
            self.set_foreign_keys(false).await?;
        }
        let opened = self.open(steps, applied).await;
        if opened.is_err() && without_foreign_keys {
            // What failed before is what is told.
            let _restored = self.set_foreign_keys(true).await;
        }
        opened
    }

    async fn open(&self, steps: &[Step], applied: &[Applied]) -> Result<Open, Stop> {
        let patience = self.orders.patience;
        let begun = self.channel.execute_unless_stopped(&self.begin_statement(steps), patience).await;
        begun.map_err(|failure| unavailable("to begin a transaction", &failure, patience))?;
        let without_foreign_keys = steps.iter().any(|step| step.without_foreign_keys);
        let checked = self.check_begun(without_foreign_keys, applied).await;
        if checked.is_err() {
            let _lost = self.roll_back().await;
        }
        checked
    }

    /// SQLite keeps others out by the transaction alone, so that the history may have changed until now; and a lease may have
    /// been taken over.
    async fn check_begun(&self, without_foreign_keys: bool, applied: &[Applied]) -> Result<Open, Stop> {
        if !self.has_lock().await.map_err(|failure| refused("the lease", &failure))? {
            return Err(Stop::HistoryChanged);
        }
        if self.dialect == Dialect::Sqlite {
            let patience = self.orders.patience;
            let newest = self.channel.query_patiently(&self.history.newest(), patience).await;
            let newest = newest.map_err(|failure| unavailable("the history", &failure, patience))?;
            if !history::ends_with(&newest, applied) {
                return Err(Stop::HistoryChanged);
            }
        }
        let orphans_before = if without_foreign_keys { Some(self.orphans().await?.len()) } else { None };
        Ok(Open { orphans_before })
    }

    /// Commits, or rolls back where something failed.
    pub(super) async fn finish(&self, open: Open, outcome: Result<(), Reason>, task: Task<'_>) -> Result<(), Stop> {
        let outcome = match outcome {
            Ok(()) => self.check_orphans(&open, task).await,
            failed => failed,
        };
        let outcome = match outcome {
            Ok(()) => self.commit(task).await,
            failed => failed,
        };
        let outcome = match outcome {
            Ok(()) => Ok(()),
            Err(reason) => Err(self.roll_back_after(reason).await),
        };
        let restored = if open.orphans_before.is_some() { self.set_foreign_keys(true).await } else { Ok(()) };
        Ok(outcome.and(restored)?)
    }

    async fn commit(&self, task: Task<'_>) -> Result<(), Reason> {
        let committed = self.send_commit().await;
        let what = || format!("to commit `{}`", task.migration);
        committed.map_err(|failure| match failure.kind {
            FailureKind::Busy if self.dialect != Dialect::Sqlite => {
                blocked_by(&plain("COMMIT"), self.history.table(), task)
            }
            _ => unavailable(&what(), &failure, self.orders.patience),
        })
    }

    /// Sends what belongs to a transaction besides the steps. SQLite cannot write or commit while others read, and can be
    /// told again. A server rolls the transaction back, so that sent again this would be committed without the rest.
    pub(super) async fn execute_inside(&self, statement: &Statement) -> Result<(), Failure> {
        match self.dialect {
            Dialect::Sqlite => self.channel.execute_patiently(statement, self.orders.patience).await,
            Dialect::Postgres | Dialect::MySql | Dialect::MariaDb => self.channel.execute(statement.clone()).await,
        }
    }

    /// Notes something in the transaction of the steps.
    pub(super) async fn note_inside(&self, statement: &Statement, task: Task<'_>) -> Result<(), Reason> {
        let noted = self.execute_inside(statement).await;
        noted.map_err(|failure| match failure.kind {
            FailureKind::Busy if self.dialect != Dialect::Sqlite => blocked_by(statement, self.history.table(), task),
            _ => refused("to write the history", &failure),
        })
    }

    /// Rolls back. What failed before is what is told; a connection on which this fails too is closed by the driver.
    ///
    /// # Errors
    /// The connection is gone: a server that ends it may say of the statement before no more than that it was interrupted.
    pub(super) async fn roll_back(&self) -> Result<(), ConnectionLost> {
        match self.channel.execute(plain("ROLLBACK")).await {
            Err(Failure { kind: FailureKind::ConnectionLost, .. }) => Err(ConnectionLost),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Rolls back after this.
    async fn roll_back_after(&self, reason: Reason) -> Reason {
        match self.roll_back().await {
            Ok(()) => reason,
            Err(ConnectionLost) => lost(reason),
        }
    }

    /// SQLite: the pragma does nothing inside a transaction, so that it is read back.
    async fn set_foreign_keys(&self, on: bool) -> Result<(), Reason> {
        let value = if on { "1" } else { "0" };
        let set = self.channel.execute(plain(&format!("PRAGMA foreign_keys = {value}"))).await;
        set.map_err(|failure| refused("to switch foreign keys", &failure))?;
        let now = self.channel.query_value(plain("PRAGMA foreign_keys")).await;
        match now.map_err(|failure| refused("to switch foreign keys", &failure))?.as_deref() {
            Some(now) if now == value => Ok(()),
            _ => Err(Reason::Database {
                during: "to switch foreign keys".to_owned(),
                message: "the setting did not change; a transaction was left open on this connection".to_owned(),
                cause: None,
            }),
        }
    }

    /// The tables with a row that refers to nothing, one entry for each such row.
    async fn orphans(&self) -> Result<Vec<String>, Reason> {
        let rows = self.channel.query(plain("PRAGMA foreign_key_check")).await;
        let rows = rows.map_err(|failure| refused("to check foreign keys", &failure))?;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
    }

    async fn check_orphans(&self, open: &Open, task: Task<'_>) -> Result<(), Reason> {
        let Some(before) = open.orphans_before else { return Ok(()) };
        let mut tables = self.orphans().await?;
        if tables.len() <= before {
            return Ok(());
        }
        tables.sort();
        tables.dedup();
        Err(Reason::ForeignKeys { migration: task.migration.to_owned(), tables, aftermath: Aftermath::Unchanged })
    }
}
