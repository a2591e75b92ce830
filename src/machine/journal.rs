//! Steps that cannot share one transaction: each is noted as it is done, so that the next run can go on wherever this one
//! comes to its end.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Evidence, Migration, Step};

use super::blocked::{Waits, begin_statement};
use super::channel::{Failure, FailureKind, Statement};
use super::compensation::{Certainty, Finished, Uncleaned};
use super::script::{is_atomic, milliseconds, ran, step_refused, with_aftermath};
use super::{Run, Stop, Task, plain, refused};
use crate::error::{Aftermath, Position, Reason};
use crate::event::Event;
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
    pub fn stop(self) -> Stop {
        match self {
            Self::HistoryChanged => Stop::HistoryChanged,
            Self::Failed(failure) => refused("to write the history", &failure).into(),
        }
    }
}

/// How far a script came.
#[derive(Clone)]
pub(super) struct Begun {
    /// How many of its steps are done.
    pub steps: usize,
    /// Which batches of the next one are.
    pub batches: Option<BatchProgress>,
    /// Whether the next one is done. Where it only may be, its inverse changes nothing if it is not.
    pub next: Certainty,
}

impl Begun {
    pub const NOTHING: Self = Self { steps: 0, batches: None, next: Certainty::NotDone };

    /// What is to be undone when so many steps are done.
    pub fn finished(&self, done: usize) -> Finished {
        let may_be_one_more = done == self.steps && self.next == Certainty::Possible;
        if may_be_one_more {
            Finished { steps: done + 1, last: Certainty::Possible }
        } else {
            Finished { steps: done, last: Certainty::Done }
        }
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
        let noted = Mutex::default();
        self.finish_applying(Journal { steps, row, task, noted: &noted }, Begun::NOTHING, begin).await
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
                let last = [
                    self.history.set_duration(version, milliseconds(elapsed)),
                    self.history.update(version, State::Applied, 0),
                ];
                self.note_in_journal(journal, &last, Noted::default()).await.map_err(Unnoted::stop)
            }
            Err(halt) => Err(self.stop(journal, halt, self.history.delete(version)).await),
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
        let noted = Mutex::default();
        self.finish_undoing(Journal { steps, row: migration, task, noted: &noted }, Begun::NOTHING).await?;
        let duration = self.channel.elapsed().await - begin;
        self.report.undone.push(ran(migration, duration));
        let _goes_on = self.channel.tell(Event::MigrationEnds { duration }).await;
        Ok(())
    }

    /// Carries out what is left of a migration that is being undone.
    pub(super) async fn finish_undoing(&self, journal: Journal<'_>, begun: Begun) -> Result<(), Stop> {
        let version = journal.row.version;
        match self.go_on(journal, begun).await {
            Ok(()) => {
                let last = [self.history.delete(version)];
                self.note_in_journal(journal, &last, Noted::default()).await.map_err(Unnoted::stop)
            }
            Err(halt) => Err(self.stop(journal, halt, self.history.update(version, State::Applied, 0)).await),
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

    /// Notes that a migration is where it was before, if it is. What failed before is what is told.
    async fn stop(&self, journal: Journal<'_>, halt: Halt, as_before: Statement) -> Stop {
        let (reason, aftermath) = match halt {
            Halt::HistoryChanged => return Stop::HistoryChanged,
            Halt::Because(reason, aftermath) => (reason, aftermath),
        };
        let is_as_before = aftermath == Aftermath::Unchanged || aftermath == Aftermath::StepsUndone;
        if !is_as_before {
            return Stop::Because(with_aftermath(reason, aftermath));
        }
        let aftermath = match self.note_in_journal(journal, &[as_before], Noted::default()).await {
            // Who went on with it tells what became of it.
            Err(Unnoted::HistoryChanged) => return Stop::HistoryChanged,
            Ok(()) => aftermath,
            Err(Unnoted::Failed(failure)) => match failure.kind {
                FailureKind::ConnectionLost => Aftermath::ConnectionLost,
                FailureKind::Busy | FailureKind::Refused | FailureKind::Stopped => Aftermath::NotNoted,
            },
        };
        Stop::Because(with_aftermath(reason, aftermath))
    }

    /// Notes where a migration is now. SQLite has no lock that lasts longer than a transaction, so that another run may have
    /// gone on with it; then nothing is noted.
    pub(super) async fn note_in_journal(
        &self,
        journal: Journal<'_>,
        statements: &[Statement],
        now: Noted,
    ) -> Result<(), Unnoted> {
        if self.dialect == Dialect::Sqlite {
            self.note_if_ours(journal, statements).await?;
        } else {
            for statement in statements {
                let noted = self.channel.execute_patiently(statement, self.orders.patience).await;
                noted.map_err(Unnoted::Failed)?;
            }
        }
        journal.is_noted(now);
        Ok(())
    }

    async fn note_if_ours(&self, journal: Journal<'_>, statements: &[Statement]) -> Result<(), Unnoted> {
        let begun = self.channel.execute_patiently(&begin_statement(&[], self.dialect), self.orders.patience).await;
        begun.map_err(Unnoted::Failed)?;
        let noted = async {
            if !self.is_ours(journal).await.map_err(Unnoted::Failed)? {
                return Err(Unnoted::HistoryChanged);
            }
            for statement in statements {
                self.execute_inside(statement).await.map_err(Unnoted::Failed)?;
            }
            self.execute_inside(&plain("COMMIT")).await.map_err(Unnoted::Failed)
        };
        let noted = noted.await;
        if noted.is_err() {
            self.roll_back().await;
        }
        noted
    }

    /// Whether the history says of this migration what this run has noted.
    pub(super) async fn is_ours(&self, journal: Journal<'_>) -> Result<bool, Failure> {
        if self.dialect != Dialect::Sqlite {
            return Ok(true);
        }
        let rows = self.channel.query(self.history.select_progress(journal.row.version)).await?;
        let Noted { steps, batches } = journal.noted();
        Ok(rows.first().is_some_and(|row| is_at(row, journal.state(), steps, batches.as_ref())))
    }

    /// Sends the steps that are left and notes each as it is done; where one fails, undoes those before it.
    async fn go_on(&self, journal: Journal<'_>, begun: Begun) -> Result<(), Halt> {
        let Journal { steps, row, task, .. } = journal;
        let (mut done, mut batches) = (begun.steps, begun.batches.clone());
        // What the rows forbid is best found before anything is done. A question that cannot be asked yet is asked again
        // on the way.
        for step in &steps[done..] {
            match self.ask(step, task, |query| query.at_start).await {
                Ok(()) | Err(Reason::Database { .. }) => {}
                Err(reason) => {
                    let aftermath = if batches.is_some() {
                        part_remains(done, batches.take())
                    } else {
                        self.undo_finished(journal, begun.finished(done)).await?
                    };
                    return Err(Halt::Because(reason, aftermath));
                }
            }
        }
        // Whether something may be left of the next step, which is not done.
        let mut is_left = false;
        let mut waits = Waits::NONE;
        let mut groups = groups(&steps[done..]);
        let mut next = groups.next();
        while let Some(group) = next {
            let note = self.history.update(row.version, journal.state(), done + group.len());
            match self.send_noting(journal, done, group.len(), batches.take(), note).await {
                Ok(()) => {
                    done += group.len();
                    next = groups.next();
                    (waits, is_left) = (Waits::NONE, false);
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
                Err(Unsent::NotCleaned(reason)) => return Err(Halt::Because(reason, Aftermath::StepsRemain(done))),
                Err(Unsent::Refused(reason)) => {
                    is_left |= matches!(reason, Reason::Blocked { .. }) && is_sent_again_as_it_is(&steps[done]);
                    if let Err(reason) = self.give_way(&mut waits, reason).await {
                        let cleaned = if is_left { self.clean_up_after(&steps[done]).await } else { Ok(()) };
                        if let Err(Uncleaned { kind, .. }) = cleaned {
                            let is_lost = kind == FailureKind::ConnectionLost;
                            let left = if is_lost { Aftermath::ConnectionLost } else { Aftermath::StepsRemain(done) };
                            return Err(Halt::Because(reason, left));
                        }
                        let left = self.undo_finished(journal, begun.finished(done)).await?;
                        return Err(Halt::Because(reason, left));
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
            match self.is_ours(journal).await {
                Ok(true) => {}
                Ok(false) => {
                    self.roll_back().await;
                    return Err(Unsent::HistoryChanged);
                }
                Err(failure) => {
                    self.roll_back().await;
                    return Err(Unsent::Refused(refused("the history", &failure)));
                }
            }
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
            let noted = if is_atomic {
                self.execute_inside(&note).await.map_err(Unnoted::Failed)
            } else {
                self.note_in_journal(journal, &[note], Noted::steps(last + 1)).await
            };
            sent = noted.map_err(|unnoted| match unnoted {
                Unnoted::HistoryChanged => Unsent::HistoryChanged,
                Unnoted::Failed(failure) => not_noted(steps, last, task, is_atomic, failure),
            });
        }
        match (is_atomic, sent) {
            (true, Ok(())) => {
                let Err(failure) = self.execute_inside(&plain("COMMIT")).await else {
                    journal.is_noted(Noted::steps(first + count));
                    return Ok(());
                };
                let reason = step_refused(steps, first + count - 1, task, &failure);
                if failure.kind == FailureKind::ConnectionLost {
                    return Err(Unsent::ConnectionLost(reason));
                }
                self.roll_back().await;
                let is_busy = failure.kind == FailureKind::Busy;
                Err(Unsent::Refused(if is_busy { reason } else { refused("to commit", &failure) }))
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
        let is_tried_again = failure.kind == FailureKind::Busy && is_sent_again_as_it_is(step);
        if is_atomic(step) || is_tried_again {
            return Err(Unsent::Refused(reason));
        }
        Err(match self.clean_up_after(step).await {
            Ok(()) => Unsent::Refused(reason),
            Err(Uncleaned { kind: FailureKind::ConnectionLost, .. }) => Unsent::ConnectionLost(reason),
            // An index that may not be dropped was not, and not while cleaning up either.
            Err(Uncleaned { is_first: true, kind: FailureKind::Refused }) if is_sent_again_as_it_is(step) => {
                Unsent::Refused(reason)
            }
            Err(Uncleaned { kind: FailureKind::Busy | FailureKind::Refused | FailureKind::Stopped, .. }) => {
                Unsent::NotCleaned(reason)
            }
        })
    }
}

/// Whether what a step leaves that failed is in nobody's way when it is sent again.
fn is_sent_again_as_it_is(step: &Step) -> bool {
    !is_atomic(step) && step.evidence == Evidence::Repeatable
}

/// The steps that are done together: those that follow each other and may share a transaction.
pub fn groups(steps: &[Step]) -> impl Iterator<Item = &[Step]> {
    steps.chunk_by(|left, right| is_atomic(left) && is_atomic(right))
}

/// Somebody else went on with the migration.
pub(super) struct HistoryChanged;

impl From<HistoryChanged> for Halt {
    fn from(_: HistoryChanged) -> Self {
        Self::HistoryChanged
    }
}

impl From<HistoryChanged> for Stop {
    fn from(_: HistoryChanged) -> Self {
        Self::HistoryChanged
    }
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
    /// They are not done, but something of them may be left.
    NotCleaned(Reason),
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
