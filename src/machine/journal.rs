//! Steps that cannot share one transaction: each is noted as it is done, so that the next run can go on wherever this one
//! comes to its end.

use std::time::Duration;

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Migration, Step};

use super::blocked::{Waits, begin_statement};
use super::channel::{Failure, FailureKind, Statement};
use super::script::{is_atomic, milliseconds, ran, step_refused, with_aftermath};
use super::{Run, Stop, Task, plain, refused};
use crate::error::{Aftermath, Position, Reason};
use crate::event::Event;
use crate::history::{Applied, BatchProgress, State};

/// A script and its row in the history.
#[derive(Clone, Copy)]
pub(super) struct Journal<'a> {
    pub steps: &'a [Step],
    pub row: &'a Applied,
    pub task: Task<'a>,
}

/// How far a script came.
#[derive(Clone)]
pub(super) struct Begun {
    /// How many of its steps are done.
    pub steps: usize,
    /// Which batches of the next one are.
    pub batches: Option<BatchProgress>,
}

impl Begun {
    pub const NOTHING: Self = Self { steps: 0, batches: None };
}

impl Journal<'_> {
    pub const fn state(&self) -> State {
        match self.task.position {
            Position::Applying => State::Applying,
            Position::Undoing => State::Undoing,
        }
    }
}

impl Run<'_> {
    /// Applies a migration step by step.
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
        let version = self.orders.migrations.program_version;
        let insert = self.history.insert(migration, row, State::Applying, 0, version);
        self.note_begin(insert, applied, task).await?;
        self.finish_applying(Journal { steps, row, task }, Begun::NOTHING, begin).await
    }

    /// Carries out what is left of a migration that is being applied.
    pub(super) async fn finish_applying(
        &self,
        journal: Journal<'_>,
        begun: Begun,
        begin: Duration,
    ) -> Result<(), Stop> {
        let version = journal.row.version;
        match self.go_on(journal, begun).await {
            Ok(()) => {
                let elapsed = self.channel.elapsed().await - begin;
                self.note(self.history.set_duration(version, milliseconds(elapsed))).await?;
                Ok(self.note(self.history.update(version, State::Applied, 0)).await?)
            }
            Err(halt) => Err(self.stop(halt, self.history.delete(version)).await),
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
        self.finish_undoing(Journal { steps, row: migration, task }, Begun::NOTHING).await?;
        let duration = self.channel.elapsed().await - begin;
        self.report.undone.push(ran(migration, duration));
        let _goes_on = self.channel.tell(Event::MigrationEnds { duration }).await;
        Ok(())
    }

    /// Carries out what is left of a migration that is being undone.
    pub(super) async fn finish_undoing(&self, journal: Journal<'_>, begun: Begun) -> Result<(), Stop> {
        let version = journal.row.version;
        match self.go_on(journal, begun).await {
            Ok(()) => Ok(self.note(self.history.delete(version)).await?),
            Err(halt) => Err(self.stop(halt, self.history.update(version, State::Applied, 0)).await),
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
    async fn stop(&self, halt: Halt, as_before: Statement) -> Stop {
        let (reason, aftermath) = match halt {
            Halt::HistoryChanged => return Stop::HistoryChanged,
            Halt::Because(reason, aftermath) => (reason, aftermath),
        };
        let is_as_before = aftermath == Aftermath::Unchanged || aftermath == Aftermath::StepsUndone;
        let is_noted = !is_as_before || self.note(as_before).await.is_ok();
        Stop::Because(with_aftermath(reason, if is_noted { aftermath } else { Aftermath::ConnectionLost }))
    }

    /// Sends the steps that are left and notes each as it is done; where one fails, undoes those before it.
    async fn go_on(&self, journal: Journal<'_>, begun: Begun) -> Result<(), Halt> {
        let Journal { steps, row, task } = journal;
        let Begun { steps: mut done, mut batches } = begun;
        // What the rows forbid is best found before anything is done. A question that cannot be asked yet is asked again
        // on the way.
        for step in &steps[done..] {
            match self.ask(step, task, |query| query.at_start).await {
                Ok(()) | Err(Reason::Database { .. }) => {}
                Err(reason) => {
                    let aftermath = if batches.is_some() {
                        part_remains(done, batches.take())
                    } else {
                        self.undo_steps(journal, done).await
                    };
                    return Err(Halt::Because(reason, aftermath));
                }
            }
        }
        let mut waits = Waits::NONE;
        let mut groups = groups(&steps[done..]);
        let mut next = groups.next();
        while let Some(group) = next {
            let note = self.history.update(row.version, journal.state(), done + group.len());
            match self.send_noting(journal, done, group.len(), batches.take(), note).await {
                Ok(()) => {
                    done += group.len();
                    next = groups.next();
                    waits = Waits::NONE;
                }
                Err(Unsent::HistoryChanged) => return Err(Halt::HistoryChanged),
                Err(Unsent::NotNoted(reason)) => {
                    return Err(Halt::Because(reason, Aftermath::StepsRemain(done + group.len())));
                }
                Err(Unsent::ConnectionLost(reason)) => return Err(Halt::Because(reason, Aftermath::ConnectionLost)),
                Err(Unsent::InPart(reason, up_to)) => match self.give_way(&mut waits, reason).await {
                    Ok(()) => batches = Some(up_to),
                    Err(reason) => return Err(Halt::Because(reason, part_remains(done, Some(up_to)))),
                },
                Err(Unsent::Refused(reason)) => {
                    if let Err(reason) = self.give_way(&mut waits, reason).await {
                        return Err(Halt::Because(reason, self.undo_steps(journal, done).await));
                    }
                }
            }
        }
        Ok(())
    }

    /// Sends steps that are done together or not at all, and notes them.
    async fn send_noting(
        &self,
        journal: Journal<'_>,
        first: usize,
        count: usize,
        mut batches: Option<BatchProgress>,
        note: Statement,
    ) -> Result<(), Unsent> {
        let Journal { steps, task, .. } = journal;
        let is_atomic = is_atomic(&steps[first]);
        if is_atomic {
            let begun = self.channel.execute(begin_statement(&steps[first..first + count], self.dialect)).await;
            begun.map_err(|failure| Unsent::Refused(refused("to begin a transaction", &failure)))?;
        }
        let mut sent = Ok(());
        for index in first..first + count {
            sent = self.send(journal, index, batches.take()).await;
            if sent.is_err() {
                break;
            }
        }
        if sent.is_ok() {
            let last = first + count - 1;
            sent = self
                .channel
                .execute_patiently(&note, self.orders.patience)
                .await
                .map_err(|failure| not_noted(steps, last, task, is_atomic, failure));
        }
        match (is_atomic, sent) {
            (true, Ok(())) => {
                let last = first + count - 1;
                let committed = self.channel.execute(plain("COMMIT")).await;
                committed.map_err(|failure| match failure.kind {
                    FailureKind::ConnectionLost => Unsent::ConnectionLost(step_refused(steps, last, task, &failure)),
                    FailureKind::Busy | FailureKind::Refused | FailureKind::Stopped => {
                        Unsent::Refused(refused("to commit", &failure))
                    }
                })
            }
            (true, Err(unsent)) => {
                self.roll_back().await;
                Err(unsent)
            }
            (false, sent) => sent,
        }
    }

    async fn send(&self, journal: Journal<'_>, index: usize, begun: Option<BatchProgress>) -> Result<(), Unsent> {
        let Journal { steps, task, .. } = journal;
        let step = &steps[index];
        // Batches that an earlier run committed stay.
        let unsent = |reason| match &begun {
            Some(batches) => Unsent::InPart(reason, batches.clone()),
            None => Unsent::Refused(reason),
        };
        self.tell_step(step, index, task).await.map_err(unsent)?;
        self.ask_rows(step, task).await.map_err(unsent)?;
        if step.is_there {
            return Ok(());
        }
        if let Some(batches) = &step.batches {
            return self.send_batches(batches, journal, index, begun).await;
        }
        let sent = self.channel.execute(plain(&step.sql)).await;
        let Err(failure) = sent else { return Ok(()) };
        let reason = step_refused(steps, index, task, &failure);
        if failure.kind == FailureKind::ConnectionLost {
            return Err(Unsent::ConnectionLost(reason));
        }
        if !is_atomic(step) {
            self.clean_up_after(step).await;
        }
        Err(Unsent::Refused(reason))
    }
}

/// The steps that are done together: those that follow each other and may share a transaction.
pub fn groups(steps: &[Step]) -> impl Iterator<Item = &[Step]> {
    steps.chunk_by(|left, right| is_atomic(left) && is_atomic(right))
}

/// Why a script came to its end before its last step.
enum Halt {
    /// Somebody else goes on with it.
    HistoryChanged,
    /// For this reason, and with this left of it.
    Because(Reason, Aftermath),
}

/// Why steps were not done, or not noted.
pub(super) enum Unsent {
    /// Somebody else goes on with the migration.
    HistoryChanged,
    /// The rows or the database do not allow it.
    Refused(Reason),
    /// A part of the batches is done.
    InPart(Reason, BatchProgress),
    /// Nobody knows whether they are done.
    ConnectionLost(Reason),
    /// They are done, but that could not be noted.
    NotNoted(Reason),
}

fn part_remains(steps: usize, batches: Option<BatchProgress>) -> Aftermath {
    match batches {
        Some(batches) => Aftermath::PartRemains { steps, up_to: batches.done },
        None => Aftermath::StepsRemain(steps),
    }
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
