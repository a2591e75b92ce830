//! Steps that cannot share one transaction: each is noted as it is done, and where one fails, those before it are undone.

use std::sync::Mutex;
use std::time::Duration;

use migrate_core::migration::{Migration, Step};

use super::blocked::Waits;
use super::channel::{FailureKind, Statement};
use super::compensation::{Certainty, Finished, Uncleaned};
use super::journal::{HistoryChanged, Journal, Noted, Unnoted};
use super::script::{milliseconds, ran, with_aftermath};
use super::sending::{Unsent, groups, is_sent_again_as_it_is};
use super::{Run, Stop, Task, script_of};
use crate::error::{Aftermath, Position, Reason};
use crate::event::Event;
use crate::history::{Applied, BatchProgress, State};

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

impl Run {
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
        let begun = row.begun(script_of(self.orders.migrations, migration, self.dialect)?);
        let insert = self.history.insert(migration, &begun, State::Applying, 0, version);
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
                let last = [self.history.finish(journal.row, milliseconds(elapsed))];
                self.note_in_journal(journal, &last, Noted::default())
                    .await
                    .map_err(|unnoted| unnoted.stop(journal.task))
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
                self.note_in_journal(journal, &last, Noted::default())
                    .await
                    .map_err(|unnoted| unnoted.stop(journal.task))
            }
            Err(halt) => Err(self.stop(journal, halt, self.history.update(version, State::Applied, 0)).await),
        }
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
                FailureKind::Busy | FailureKind::Refused(_) | FailureKind::Stopped | FailureKind::Overtaken => {
                    Aftermath::NotNoted
                }
            },
        };
        Stop::Because(with_aftermath(reason, aftermath))
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
                        self.undo_begun(journal, &begun, done).await?
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
                        let left = self.undo_begun(journal, &begun, done).await?;
                        return Err(Halt::Because(reason, left));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Why a script came to its end before its last step.
enum Halt {
    /// Somebody else goes on with it.
    HistoryChanged,
    /// For this reason, and with this left of it.
    Because(Reason, Aftermath),
}

impl From<HistoryChanged> for Halt {
    fn from(_: HistoryChanged) -> Self {
        Self::HistoryChanged
    }
}

fn part_remains(steps: usize, batches: Option<BatchProgress>) -> Aftermath {
    match batches {
        Some(batches) => Aftermath::PartRemains { steps, up_to: batches.done },
        None => Aftermath::StepsRemain(steps),
    }
}
