//! Sending steps and noting them, those together that are done together.

use migrate_core::migration::{Evidence, Step};

use super::channel::{Failure, FailureKind, Statement};
use super::compensation::Uncleaned;
use super::journal::{Journal, Noted, Unnoted};
use super::script::{is_atomic, step_refused};
use super::transaction::{ConnectionLost, lost};
use super::{Run, Task, plain, refused};
use crate::error::Reason;
use crate::history::BatchProgress;

impl Run {
    /// Sends steps that are done together or not at all, and notes them.
    pub(super) async fn send_noting(
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
            let begun = self.channel.execute(self.begin_statement(&steps[first..first + count])).await;
            let what = format!("to begin a transaction for `{}`", task.migration);
            begun.map_err(|failure| Unsent::Refused(refused(&what, &failure)))?;
            let why = match self.is_ours(journal).await {
                Ok(true) => None,
                Ok(false) => Some(Unsent::HistoryChanged),
                Err(failure) => Some(Unsent::Refused(refused("the history", &failure))),
            };
            if let Some(why) = why {
                return Err(self.roll_back_unsent(why).await);
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
                let Err(failure) = self.send_commit().await else {
                    journal.is_noted(Noted::steps(first + count));
                    return Ok(());
                };
                let reason = step_refused(steps, first + count - 1, task, &failure);
                if failure.kind == FailureKind::ConnectionLost {
                    return Err(Unsent::ConnectionLost(reason));
                }
                let is_busy = failure.kind == FailureKind::Busy;
                let reason = if is_busy { reason } else { refused("to commit", &failure) };
                Err(self.roll_back_unsent(Unsent::Refused(reason)).await)
            }
            (true, Err(unsent)) => Err(self.roll_back_unsent(unsent).await),
            (false, sent) => sent,
        }
    }

    async fn roll_back_unsent(&self, unsent: Unsent) -> Unsent {
        match (self.roll_back().await, unsent) {
            (Err(ConnectionLost), Unsent::Refused(reason) | Unsent::InPart(reason, _)) => {
                Unsent::ConnectionLost(lost(reason))
            }
            (_, unsent) => unsent,
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
        let sent = if is_atomic(step) {
            self.channel.execute(plain(&step.sql)).await
        } else {
            self.execute_outside(&step.sql).await
        };
        let Err(failure) = sent else { return Ok(()) };
        if failure.kind == FailureKind::Overtaken {
            return Err(Unsent::HistoryChanged);
        }
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
            Err(Uncleaned { is_first: true, kind: FailureKind::Refused(_) }) if is_sent_again_as_it_is(step) => {
                Unsent::Refused(reason)
            }
            Err(Uncleaned { .. }) => Unsent::NotCleaned(reason),
        })
    }
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

/// Whether what a step leaves that failed is in nobody's way when it is sent again.
pub(super) fn is_sent_again_as_it_is(step: &Step) -> bool {
    !is_atomic(step) && step.evidence == Evidence::Repeatable
}

/// The steps that are done together: those that follow each other and may share a transaction.
pub fn groups(steps: &[Step]) -> impl Iterator<Item = &[Step]> {
    steps.chunk_by(|left, right| is_atomic(left) && is_atomic(right))
}

/// What it means that steps cannot be noted. In a transaction they are then not done.
fn not_noted(steps: &[Step], last: usize, task: Task<'_>, is_atomic: bool, failure: Failure) -> Unsent {
    match failure.kind {
        FailureKind::ConnectionLost => Unsent::ConnectionLost(step_refused(steps, last, task, &failure)),
        _ if is_atomic => Unsent::Refused(step_refused(steps, last, task, &failure)),
        FailureKind::Busy | FailureKind::Refused(_) | FailureKind::Stopped | FailureKind::Overtaken => {
            let message = format!("it was done, but not noted: {failure}");
            Unsent::NotNoted(step_refused(steps, last, task, &Failure { message, ..failure }))
        }
    }
}
