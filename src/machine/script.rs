//! Carrying out the steps of migrations: in one transaction where the database can, else one by one.

use std::ops::ControlFlow;

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Migration, Step, Transaction};

use super::channel::{Failure, FailureKind, Statement};
use super::{Run, Stop, Task, plain, refused};
use crate::error::{Aftermath, Position, Reason};
use crate::event::Event;
use crate::history::{Applied, State};
use crate::report::Ran;

impl Run<'_> {
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
        let outcome = async {
            self.carry_out(steps, task).await?;
            let insert = self.history.insert(migration, row.position, State::Applied, &row.undo);
            self.note(insert).await?;
            let elapsed = self.channel.elapsed().await - begin;
            self.note(self.history.set_duration(row.version, milliseconds(elapsed))).await
        };
        let outcome = outcome.await;
        self.finish(transaction, outcome, task).await
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
        self.note(self.history.delete(migration.version)).await
    }

    /// Applies a migration step by step; each is noted as it is done, so that nothing has to be guessed afterwards.
    pub(super) async fn apply_step_by_step(
        &self,
        migration: &'static Migration,
        steps: &[Step],
        row: &Applied,
        applied: &[Applied],
    ) -> Result<(), Stop> {
        let id = row.id();
        let task = Task { migration: &id, position: Position::Applying };
        let begin = self.channel.elapsed().await;
        let insert = self.history.insert(migration, row.position, State::Applying, &row.undo);
        self.note_begin(insert, applied, task).await?;
        match self.carry_out_noting(steps, task, row.version).await {
            Ok(()) => {
                let elapsed = self.channel.elapsed().await - begin;
                self.note(self.history.set_duration(row.version, milliseconds(elapsed))).await?;
                Ok(self.note(self.history.update(row.version, State::Applied, 0)).await?)
            }
            Err((reason, aftermath)) => {
                let aftermath = self.note_end(aftermath, self.history.delete(row.version)).await;
                Err(Stop::Because(with_aftermath(reason, aftermath)))
            }
        }
    }

    /// Undoes a migration step by step.
    pub(super) async fn undo_one(&mut self, migration: &Applied, applied: &[Applied]) -> Result<(), Stop> {
        let id = migration.id();
        let task = Task { migration: &id, position: Position::Undoing };
        let steps = &migration.undo.steps;
        self.tell_begin(&id, Position::Undoing, steps.len()).await?;
        let begin = self.channel.elapsed().await;
        let update = self.history.update(migration.version, State::Undoing, 0);
        self.note_begin(update, applied, task).await?;
        match self.carry_out_noting(steps, task, migration.version).await {
            Ok(()) => {
                self.note(self.history.delete(migration.version)).await?;
                let duration = self.channel.elapsed().await - begin;
                self.report.undone.push(ran(migration, duration));
                let _goes_on = self.channel.tell(Event::MigrationEnds { duration }).await;
                Ok(())
            }
            Err((reason, aftermath)) => {
                let note = self.history.update(migration.version, State::Applied, 0);
                let aftermath = self.note_end(aftermath, note).await;
                Err(Stop::Because(with_aftermath(reason, aftermath)))
            }
        }
    }

    /// Notes that a migration is begun. SQLite has no lock that lasts longer than a transaction, so that another run may
    /// have begun meanwhile.
    async fn note_begin(&self, note: Statement, applied: &[Applied], task: Task<'_>) -> Result<(), Stop> {
        if self.dialect != Dialect::Sqlite {
            return Ok(self.note(note).await?);
        }
        let transaction = self.begin(&[], applied).await?;
        let noted = self.note(note).await;
        self.finish(transaction, noted, task).await
    }

    /// Notes that a migration is where it was before, if it is. What failed before is what is told; where the history
    /// cannot be written either, the connection is gone.
    async fn note_end(&self, aftermath: Aftermath, note: Statement) -> Aftermath {
        let is_as_before = aftermath == Aftermath::Unchanged || aftermath == Aftermath::StepsUndone;
        if is_as_before && self.note(note).await.is_err() { Aftermath::ConnectionLost } else { aftermath }
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

    /// Sends the steps and notes each as it is done; where one fails, undoes those before it.
    async fn carry_out_noting(&self, steps: &[Step], task: Task<'_>, version: i64) -> Result<(), (Reason, Aftermath)> {
        let state = if task.position == Position::Applying { State::Applying } else { State::Undoing };
        // What the rows forbid is best found before anything is done. A question that cannot be asked yet is asked again
        // on the way.
        for step in steps {
            match self.ask(step, task, |query| query.at_start).await {
                Ok(()) | Err(Reason::Database { .. }) => {}
                Err(reason) => return Err((reason, Aftermath::Unchanged)),
            }
        }
        let mut done = 0;
        for group in groups(steps) {
            let note = self.history.update(version, state, done + group.len());
            match self.send_noting(steps, done, group, task, note).await {
                Ok(()) => done += group.len(),
                Err(Unsent::NotNoted(reason)) => return Err((reason, Aftermath::StepsRemain(done + group.len()))),
                Err(Unsent::ConnectionLost(reason)) => return Err((reason, Aftermath::ConnectionLost)),
                Err(Unsent::InPart(reason, up_to)) => {
                    return Err((reason, Aftermath::PartRemains { steps: done, up_to }));
                }
                Err(Unsent::Refused(reason)) => {
                    return Err((reason, self.undo_steps(&steps[..done], state, version).await));
                }
            }
        }
        Ok(())
    }

    /// Sends steps that are done together or not at all, and notes them.
    async fn send_noting(
        &self,
        steps: &[Step],
        first: usize,
        group: &[Step],
        task: Task<'_>,
        note: Statement,
    ) -> Result<(), Unsent> {
        let is_atomic = is_atomic(&group[0]);
        if is_atomic {
            let begun = self.channel.execute(plain("BEGIN")).await;
            begun.map_err(|failure| Unsent::Refused(refused("to begin a transaction", &failure)))?;
        }
        let mut sent = Ok(());
        for index in first..first + group.len() {
            sent = self.send(steps, index, task).await;
            if sent.is_err() {
                break;
            }
        }
        if sent.is_ok() {
            let last = first + group.len() - 1;
            sent = self
                .channel
                .execute_patiently(&note, self.orders.patience)
                .await
                .map_err(|failure| not_noted(steps, last, task, is_atomic, failure));
        }
        match (is_atomic, sent) {
            (true, Ok(())) => {
                let committed = self.channel.execute(plain("COMMIT")).await;
                committed.map_err(|failure| Unsent::Refused(refused("to commit", &failure)))
            }
            (true, Err(unsent)) => {
                self.roll_back().await;
                Err(unsent)
            }
            (false, sent) => sent,
        }
    }

    async fn send(&self, steps: &[Step], index: usize, task: Task<'_>) -> Result<(), Unsent> {
        let step = &steps[index];
        self.tell_step(step, index, task).await.map_err(Unsent::Refused)?;
        self.ask_rows(step, task).await.map_err(Unsent::Refused)?;
        if step.is_there {
            return Ok(());
        }
        let sent = match &step.batches {
            Some(batches) => self.send_batches(batches).await,
            None => self.channel.execute(plain(&step.sql)).await.map_err(|failure| (failure, None)),
        };
        let Err((failure, up_to)) = sent else { return Ok(()) };
        let reason = step_refused(steps, index, task, &failure);
        if failure.kind == FailureKind::ConnectionLost {
            return Err(Unsent::ConnectionLost(reason));
        }
        if let Some(up_to) = up_to {
            return Err(Unsent::InPart(reason, up_to));
        }
        if !is_atomic(step) {
            self.clean_up_after(step).await;
        }
        Err(Unsent::Refused(reason))
    }

    /// Tells that a step begins.
    ///
    /// # Errors
    /// Who watches the run wants it to stop.
    async fn tell_step(&self, step: &Step, index: usize, task: Task<'_>) -> Result<(), Reason> {
        match self.channel.tell(Event::StepBegins { step: index + 1, sql: step.sql.clone() }).await {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => {
                Err(Reason::Stopped { migration: Some(task.migration.to_owned()), aftermath: Aftermath::Unchanged })
            }
        }
    }

    /// PostgreSQL leaves an index that serves nobody where it could not be built concurrently. MySQL and MariaDB leave
    /// nothing of a statement that failed.
    async fn clean_up_after(&self, step: &Step) {
        if self.dialect.has_transactional_ddl() {
            for sql in step.undo.iter().flat_map(|undo| undo.iter()) {
                // What failed before is what is told.
                let _dropped = self.channel.execute(plain(sql)).await;
            }
        }
    }

    /// Undoes finished steps by their own inverses, the last first, up to one that has none.
    async fn undo_steps(&self, steps: &[Step], state: State, version: i64) -> Aftermath {
        for (index, step) in steps.iter().enumerate().rev() {
            let remaining = Aftermath::StepsRemain(index + 1);
            let Some(undo) = &step.undo else { return remaining };
            // Noted before it is undone: of the step after those that are noted nobody says that it is done.
            if self.note(self.history.update(version, state, index)).await.is_err() {
                return remaining;
            }
            for sql in undo.iter() {
                if self.channel.execute(plain(sql)).await.is_err() {
                    return remaining;
                }
            }
        }
        if steps.is_empty() { Aftermath::Unchanged } else { Aftermath::StepsUndone }
    }

    async fn note(&self, statement: Statement) -> Result<(), Reason> {
        let noted = self.channel.execute_patiently(&statement, self.orders.patience).await;
        noted.map_err(|failure| refused("to write the history", &failure))
    }
}

/// The steps that are done together: those that follow each other and may share a transaction.
fn groups(steps: &[Step]) -> impl Iterator<Item = &[Step]> {
    steps.chunk_by(|left, right| is_atomic(left) && is_atomic(right))
}

/// Whether a step is undone when its transaction is rolled back.
pub(super) fn is_atomic(step: &Step) -> bool {
    step.transaction == Transaction::Inside
}

/// Why steps were not done, or not noted.
enum Unsent {
    /// The rows or the database do not allow it.
    Refused(Reason),
    /// Batches up to this key are done.
    InPart(Reason, String),
    /// Nobody knows whether they are done.
    ConnectionLost(Reason),
    /// They are done, but that could not be noted.
    NotNoted(Reason),
}

/// What it means that steps cannot be noted. In a transaction they are then not done.
fn not_noted(steps: &[Step], last: usize, task: Task<'_>, is_atomic: bool, failure: Failure) -> Unsent {
    match failure.kind {
        FailureKind::ConnectionLost => Unsent::ConnectionLost(step_refused(steps, last, task, &failure)),
        FailureKind::Busy | FailureKind::Refused | FailureKind::Stopped if is_atomic => {
            Unsent::Refused(step_refused(steps, last, task, &failure))
        }
        FailureKind::Busy | FailureKind::Refused | FailureKind::Stopped => {
            let message = format!("it was done, but not noted: {failure}");
            Unsent::NotNoted(step_refused(steps, last, task, &Failure { message, ..failure }))
        }
    }
}

fn ran(migration: &Applied, duration: std::time::Duration) -> Ran {
    Ran { migration: migration.id(), grade: migration.undo.grade, steps: migration.undo.steps.len(), duration }
}

fn milliseconds(time: std::time::Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

fn step_refused(steps: &[Step], index: usize, task: Task<'_>, failure: &Failure) -> Reason {
    if failure.kind == FailureKind::Stopped {
        return Reason::Stopped { migration: Some(task.migration.to_owned()), aftermath: Aftermath::Unchanged };
    }
    Reason::Step {
        migration: task.migration.to_owned(),
        position: task.position,
        step: index + 1,
        steps: steps.len(),
        sql: steps[index].sql.to_string(),
        message: failure.message.clone(),
        aftermath: if failure.kind == FailureKind::ConnectionLost {
            Aftermath::ConnectionLost
        } else {
            Aftermath::Unchanged
        },
    }
}

fn with_aftermath(mut reason: Reason, now: Aftermath) -> Reason {
    if let Reason::Rows { aftermath, .. }
    | Reason::Different { aftermath, .. }
    | Reason::Loss { aftermath, .. }
    | Reason::Step { aftermath, .. }
    | Reason::Stopped { aftermath, .. }
    | Reason::ForeignKeys { aftermath, .. } = &mut reason
    {
        *aftermath = now;
    }
    reason
}
