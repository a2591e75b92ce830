//! Taking back what was done of a migration where the database cannot roll it back: by the inverse of each finished step.

use migrate_core::migration::Step;

use super::channel::{FailureKind, Statement};
use super::journal::{HistoryChanged, Journal, Noted, Unnoted};
use super::script::is_atomic;
use super::step_by_step::Begun;
use super::{Run, plain};
use crate::error::{Aftermath, Position, Reason};

/// Why what a step left may still be there.
pub(super) struct Uncleaned {
    /// Whether nothing was cleaned up before.
    pub is_first: bool,
    /// What that means for the run.
    pub kind: FailureKind,
}

/// How many steps are done.
#[derive(Clone, Copy)]
pub(super) struct Finished {
    pub steps: usize,
    /// Whether the last of them is.
    pub last: Certainty,
}

/// Whether a step is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// It is.
    Done,
    /// It may be, and undoing it changes nothing where it is not.
    Possible,
    /// It is not.
    NotDone,
}

impl Run {
    /// PostgreSQL leaves an index that serves nobody where it could not be built or dropped concurrently. MySQL and MariaDB
    /// leave nothing of a statement that failed.
    ///
    /// # Errors
    /// What is left may still be there.
    pub(super) async fn clean_up_after(&self, step: &Step) -> Result<(), Uncleaned> {
        if !self.dialect.has_transactional_ddl() {
            return Ok(());
        }
        for (index, sql) in step.undo.iter().flatten().enumerate() {
            let cleaned = self.execute_outside(sql).await;
            cleaned.map_err(|failure| Uncleaned { is_first: index == 0, kind: failure.kind })?;
        }
        Ok(())
    }

    /// Undoes the steps that are done of a script that failed. They stay where an earlier run did the first of them and
    /// something was written since that would be thrown away.
    ///
    /// # Errors
    /// Somebody else went on with the migration.
    pub(super) async fn undo_begun(
        &self,
        journal: Journal<'_>,
        begun: &Begun,
        done: usize,
    ) -> Result<Aftermath, HistoryChanged> {
        let finished = begun.finished(done);
        let may_lose = begun.steps > 0 && journal.task.position == Position::Applying;
        if may_lose && matches!(self.count_losses(journal.row).await, Err(Reason::Loss { .. })) {
            if finished.last == Certainty::Done {
                self.note_end(journal, done).await;
            }
            return Ok(Aftermath::StepsRemain(done));
        }
        self.undo_finished(journal, finished).await
    }

    /// Undoes finished steps by their own inverses, the last first, up to one that has none.
    ///
    /// # Errors
    /// Somebody else went on with the migration.
    pub(super) async fn undo_finished(
        &self,
        journal: Journal<'_>,
        finished: Finished,
    ) -> Result<Aftermath, HistoryChanged> {
        let Finished { steps: done, last } = finished;
        for (index, step) in journal.steps[..done].iter().enumerate().rev() {
            let remaining = Aftermath::StepsRemain(index + 1);
            let is_known = last == Certainty::Done || index + 1 < done;
            let Some(undo) = &step.undo else {
                if is_known {
                    self.note_end(journal, index + 1).await;
                }
                return Ok(remaining);
            };
            // Noted before it is undone, or together with that: nobody says of a step that is undone that it is done.
            let note = self.history.update(journal.row.version, journal.state(), index);
            let undone = if is_atomic(step) {
                self.undo_together(journal, note, undo).await
            } else {
                self.undo_after(journal, note, index, undo).await
            };
            let undone = undone.inspect(|()| journal.is_noted(Noted::steps(index)));
            if let Err(unnoted) = undone {
                let Unnoted::Failed(failure) = unnoted else { return Err(HistoryChanged) };
                if failure.kind == FailureKind::ConnectionLost {
                    return Ok(Aftermath::ConnectionLost);
                }
                // Of several statements some may be done, and of one that is sent outside a transaction on PostgreSQL a part.
                let is_whole = is_atomic(step) || (undo.len() == 1 && !self.dialect.has_transactional_ddl());
                if is_known && is_whole {
                    self.note_end(journal, index + 1).await;
                }
                return Ok(remaining);
            }
        }
        Ok(if done == 0 { Aftermath::Unchanged } else { Aftermath::StepsUndone })
    }

    /// Notes that the run ends here. Without that note, the next run finds out what it can.
    async fn note_end(&self, journal: Journal<'_>, done: usize) {
        let note = self.history.update_exactly(journal.row.version, journal.state(), done);
        let _noted = self.note_in_journal(journal, &[note], Noted::steps(done)).await;
    }

    async fn undo_after(
        &self,
        journal: Journal<'_>,
        note: Statement,
        index: usize,
        undo: &[String],
    ) -> Result<(), Unnoted> {
        self.note_in_journal(journal, &[note], Noted::steps(index)).await?;
        for sql in undo {
            self.execute_outside(sql).await.map_err(|failure| match failure.kind {
                FailureKind::Overtaken => Unnoted::HistoryChanged,
                _ => Unnoted::Failed(failure),
            })?;
        }
        Ok(())
    }

    async fn undo_together(&self, journal: Journal<'_>, note: Statement, undo: &[String]) -> Result<(), Unnoted> {
        self.channel.execute(self.begin_statement(&[])).await.map_err(Unnoted::Failed)?;
        let undone = async {
            if !self.is_ours(journal).await? {
                return Ok(false);
            }
            self.execute_inside(&note).await?;
            for sql in undo {
                self.channel.execute(plain(sql)).await?;
            }
            self.send_commit().await.map(|()| true)
        };
        let undone = undone.await;
        if !matches!(undone, Ok(true)) {
            let _lost = self.roll_back().await;
        }
        match undone {
            Ok(true) => Ok(()),
            Ok(false) => Err(Unnoted::HistoryChanged),
            Err(failure) => Err(Unnoted::Failed(failure)),
        }
    }
}
