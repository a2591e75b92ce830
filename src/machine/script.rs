//! Carrying out the steps of migrations in one transaction.

use std::ops::ControlFlow;
use std::time::Duration;

use migrate_core::migration::{Migration, Step, Transaction};

use super::channel::{Failure, FailureKind, Statement};
use super::{Run, Stop, Task, plain, refused, stopped};
use crate::error::{Aftermath, Position, Reason};
use crate::event::Event;
use crate::history::{Applied, HistoryTable, State};
use crate::report::Ran;

impl Run {
    /// Applies a migration and writes its row, in one transaction.
    pub(super) async fn apply_at_once(
        &self,
        migration: &'static Migration,
        steps: &[Step],
        row: &Applied,
        applied: &[Applied],
    ) -> Result<(), Stop> {
        let id = row.id();
        let task = Task { migration: &id, position: Position::Applying };
        let begin = self.channel.elapsed().await;
        let transaction = self.begin(steps, applied).await?;
        let outcome = self.apply_in_transaction(migration, steps, row, begin).await;
        self.finish(transaction, outcome, task).await
    }

    async fn apply_in_transaction(
        &self,
        migration: &'static Migration,
        steps: &[Step],
        row: &Applied,
        begin: Duration,
    ) -> Result<(), Reason> {
        let id = row.id();
        let task = Task { migration: &id, position: Position::Applying };
        self.carry_out(steps, task).await?;
        let elapsed = milliseconds(self.channel.elapsed().await - begin);
        let version = self.orders.migrations.program_version;
        self.note_inside(&self.history.insert(migration, row, State::Applied, elapsed, version), task).await
    }

    /// Applies migrations and writes their rows, all in one transaction.
    pub(super) async fn apply_all_at_once(
        &mut self,
        migrations: &[&'static Migration],
        applied: &[Applied],
    ) -> Result<(), Stop> {
        let mut rows = applied.to_vec();
        let mut scripts = Vec::new();
        for migration in migrations {
            let (row, steps) = self.prepare(migration, &rows)?;
            if let Some(step) = steps.iter().find(|step| !is_atomic(step)) {
                return Err(Stop::Because(Reason::NotInOneTransaction {
                    migration: row.id(),
                    sql: step.sql.to_string(),
                }));
            }
            rows.push(row.clone());
            scripts.push((*migration, row, steps));
        }
        let all: Vec<Step> = scripts.iter().flat_map(|(_, _, steps)| steps.iter().cloned()).collect();
        let transaction = self.begin(&all, applied).await?;
        let mut done = Vec::new();
        let mut id = String::new();
        let mut outcome = Ok(());
        for (migration, row, steps) in &scripts {
            id = row.id();
            let begin = self.channel.elapsed().await;
            outcome = self.tell_begin(&id, Position::Applying, steps.len()).await;
            if outcome.is_ok() {
                outcome = self.apply_in_transaction(migration, steps, row, begin).await;
            }
            if outcome.is_err() {
                break;
            }
            let duration = self.channel.elapsed().await - begin;
            done.push(Ran {
                migration: id.clone(),
                grade: row.undo.grade,
                steps: steps.len(),
                duration,
                resumed: false,
            });
            let _goes_on = self.channel.tell(Event::MigrationEnds { duration }).await;
        }
        self.finish(transaction, outcome, Task { migration: &id, position: Position::Applying }).await?;
        self.report.applied.extend(done);
        Ok(())
    }

    /// Undoes migrations and removes their rows, in one transaction.
    pub(super) async fn undo_at_once(&mut self, migrations: &[&Applied], applied: &[Applied]) -> Result<(), Stop> {
        let all: Vec<Step> = migrations.iter().flat_map(|one| one.undo.steps.iter().cloned()).collect();
        let transaction = self.begin(&all, applied).await?;
        let mut undone = Vec::new();
        let mut id = String::new();
        let mut outcome = Ok(());
        for migration in migrations {
            id = migration.id();
            let begin = self.channel.elapsed().await;
            let task = Task { migration: &id, position: Position::Undoing };
            outcome = self.undo_in_transaction(migration, task).await;
            if outcome.is_err() {
                break;
            }
            let duration = self.channel.elapsed().await - begin;
            undone.push(ran(migration, duration));
            let _goes_on = self.channel.tell(Event::MigrationEnds { duration }).await;
        }
        self.finish(transaction, outcome, Task { migration: &id, position: Position::Undoing }).await?;
        self.report.undone.extend(undone);
        Ok(())
    }

    async fn undo_in_transaction(&self, migration: &Applied, task: Task<'_>) -> Result<(), Reason> {
        self.tell_begin(task.migration, task.position, migration.undo.steps.len()).await?;
        self.carry_out(&migration.undo.steps, task).await?;
        self.note_inside(&self.history.delete(migration.version), task).await
    }

    /// Refuses what would throw something away, as far as it can be counted before anything is undone.
    pub(super) async fn count_losses(&self, migration: &Applied) -> Result<(), Reason> {
        let id = migration.id();
        let task = Task { migration: &id, position: Position::Undoing };
        for step in &migration.undo.steps {
            match self.ask_losses(step, task, |query| query.at_start).await {
                Ok(()) | Err(Reason::Database { .. }) => {}
                Err(reason) => return Err(reason),
            }
        }
        Ok(())
    }

    /// Sends the steps, each after what it asks of the rows.
    async fn carry_out(&self, steps: &[Step], task: Task<'_>) -> Result<(), Reason> {
        for (index, step) in steps.iter().enumerate() {
            self.tell_step(step, index, task).await?;
            self.ask_rows(step, task).await?;
            if step.is_there {
                continue;
            }
            let sent = self.channel.execute(plain(&step.sql)).await;
            sent.map_err(|failure| step_refused(steps, index, task, &failure))?;
        }
        Ok(())
    }

    /// Tells that a step begins.
    ///
    /// # Errors
    /// Who watches the run wants it to stop.
    pub(super) async fn tell_step(&self, step: &Step, index: usize, task: Task<'_>) -> Result<(), Reason> {
        match self.channel.tell(Event::StepBegins { step: index + 1, sql: step.sql.clone() }).await {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(stopped(Some(task.migration))),
        }
    }

    pub(super) async fn note(&self, statement: Statement) -> Result<(), Reason> {
        let noted = self.channel.execute_patiently(&statement, self.orders.patience).await;
        noted.map_err(|failure| refused("to write the history", &failure))
    }
}

/// Whether a step is undone when its transaction is rolled back.
pub fn is_atomic(step: &Step) -> bool {
    step.transaction == Transaction::Inside
}

pub(super) fn ran(migration: &Applied, duration: Duration) -> Ran {
    Ran {
        migration: migration.id(),
        grade: migration.undo.grade,
        steps: migration.undo.steps.len(),
        duration,
        resumed: false,
    }
}

pub(super) fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

pub(super) fn step_refused(steps: &[Step], index: usize, task: Task<'_>, failure: &Failure) -> Reason {
    if failure.kind == FailureKind::Stopped {
        return stopped(Some(task.migration));
    }
    if failure.kind == FailureKind::Busy {
        return blocked(&steps[index], task);
    }
    Reason::Step {
        migration: task.migration.to_owned(),
        position: task.position,
        step: index + 1,
        steps: steps.len(),
        sql: steps[index].sql.to_string(),
        message: failure.message.clone(),
        cause: if let FailureKind::Refused(cause) = failure.kind { cause } else { None },
        aftermath: if failure.kind == FailureKind::ConnectionLost {
            Aftermath::ConnectionLost
        } else {
            Aftermath::Unchanged
        },
    }
}

/// Others hold a lock that a step needs.
pub(super) fn blocked(step: &Step, task: Task<'_>) -> Reason {
    blocked_on(&step.sql, step.lock.tables.clone(), task)
}

/// Others hold a lock that a statement of the run's own needs.
pub(super) fn blocked_by(statement: &Statement, table: &HistoryTable, task: Task<'_>) -> Reason {
    blocked_on(&statement.sql, vec![table.name().to_owned()], task)
}

fn blocked_on(sql: &str, tables: Vec<String>, task: Task<'_>) -> Reason {
    Reason::Blocked {
        migration: task.migration.to_owned(),
        sql: sql.to_owned(),
        tables,
        holders: Vec::new(),
        waited: Duration::ZERO,
        aftermath: Aftermath::Unchanged,
    }
}

pub(super) fn with_aftermath(mut reason: Reason, now: Aftermath) -> Reason {
    if let Reason::Rows { aftermath, .. }
    | Reason::Different { aftermath, .. }
    | Reason::Loss { aftermath, .. }
    | Reason::Step { aftermath, .. }
    | Reason::Blocked { aftermath, .. }
    | Reason::Stopped { aftermath, .. }
    | Reason::ForeignKeys { aftermath, .. } = &mut reason
    {
        *aftermath = now;
    }
    reason
}
