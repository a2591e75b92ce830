//! Taking back what was done of a migration where the database cannot roll it back: by the inverse of each finished step.

use migrate_core::migration::Step;

use super::channel::{Failure, FailureKind, Statement};
use super::journal::Journal;
use super::script::is_atomic;
use super::{Run, plain};
use crate::error::Aftermath;

impl Run<'_> {
    /// PostgreSQL leaves an index that serves nobody where it could not be built concurrently. MySQL and MariaDB leave
    /// nothing of a statement that failed.
    pub(super) async fn clean_up_after(&self, step: &Step) {
        if self.dialect.has_transactional_ddl() {
            for sql in step.undo.iter().flat_map(|undo| undo.iter()) {
                // What failed before is what is told.
                let _dropped = self.channel.execute(plain(sql)).await;
            }
        }
    }

    /// Undoes the first `done` steps by their own inverses, the last first, up to one that has none.
    pub(super) async fn undo_steps(&self, journal: Journal<'_>, done: usize) -> Aftermath {
        for (index, step) in journal.steps[..done].iter().enumerate().rev() {
            let remaining = Aftermath::StepsRemain(index + 1);
            let Some(undo) = &step.undo else {
                self.note_end(journal, index + 1).await;
                return remaining;
            };
            // Noted before it is undone, or together with that: nobody says of a step that is undone that it is done.
            let note = self.history.update(journal.row.version, journal.state(), index);
            let undone =
                if is_atomic(step) { self.undo_together(note, undo).await } else { self.undo_after(note, undo).await };
            if let Err(failure) = undone {
                // Of several statements some may be done.
                if failure.kind != FailureKind::ConnectionLost && (undo.len() == 1 || is_atomic(step)) {
                    self.note_end(journal, index + 1).await;
                }
                return remaining;
            }
        }
        if done == 0 { Aftermath::Unchanged } else { Aftermath::StepsUndone }
    }

    /// Notes that the run ends here. Without that note, the next run finds out what it can.
    async fn note_end(&self, journal: Journal<'_>, done: usize) {
        let _noted = self.note(self.history.update_exactly(journal.row.version, journal.state(), done)).await;
    }

    async fn undo_after(&self, note: Statement, undo: &[String]) -> Result<(), Failure> {
        self.channel.execute_patiently(&note, self.orders.patience).await?;
        for sql in undo {
            self.channel.execute(plain(sql)).await?;
        }
        Ok(())
    }

    async fn undo_together(&self, note: Statement, undo: &[String]) -> Result<(), Failure> {
        self.channel.execute(plain("BEGIN")).await?;
        let undone = async {
            self.undo_after(note, undo).await?;
            self.channel.execute(plain("COMMIT")).await
        };
        let undone = undone.await;
        if undone.is_err() {
            self.roll_back().await;
        }
        undone
    }
}
