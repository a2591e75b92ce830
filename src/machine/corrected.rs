//! A migration that is half done and was corrected since: it goes on with its new text, where what is done is the beginning of
//! that too.

use std::sync::Mutex;

use migrate_core::migration::Step;

use super::amend::Amendment;
use super::compensation::Certainty;
use super::journal::{Journal, Noted};
use super::resume::may_be_next;
use super::{Run, Task, script_of};
use crate::error::{Position, Reason, Unamendable};
use crate::history::{Applied, State, Undo};
use crate::plan::Way;

impl Run {
    /// Gives the row of a half-done migration the steps of its new text. Of the step after those that are done it has to be
    /// known that nothing of it is, unless it is the same, or a range of rows that goes on from its key.
    pub(super) async fn correct(&self, row: &mut Applied) -> Result<(), Reason> {
        let migrations = self.orders.migrations;
        let known = migrations.list.iter().find(|one| one.version == row.version);
        let Some(known) = known else {
            return Err(Reason::Unknown { migration: row.id(), applied_at: row.applied_at.clone() });
        };
        if !row.undo_is_intact {
            return Err(Reason::UndoChanged { migration: row.id() });
        }
        let script = script_of(migrations, known, self.dialect)?;
        let undo = Undo::of(known, script);
        let (before, now, undo) = match (row.state, undo.irreversible) {
            (State::Undoing, Some(reason)) => return Err(Reason::Irreversible { migration: row.id(), reason }),
            (State::Undoing, None) => (row.undo.steps.clone(), undo.steps.clone(), Undo { irreversible: None, ..undo }),
            (State::Applying | State::Applied, irreversible) => {
                let begun = script.up.read();
                (row.undo.begun.clone(), begun.clone(), Undo { irreversible, begun, ..undo })
            }
        };
        self.find_place(row, &before, &now).await?;
        row.undo = undo;
        Ok(())
    }

    /// Finds out how far a migration is, and whether what is done is the beginning of these steps too.
    async fn find_place(&self, row: &mut Applied, before: &[Step], now: &[Step]) -> Result<(), Reason> {
        let other = |index: usize| {
            let (migration, amendment) = (row.id(), Amendment::Accept);
            Reason::Unamendable { migration, amendment, why: Unamendable::OtherSteps { step: index + 1 } }
        };
        let is_same = |index: usize| before.get(index).map(|step| &step.sql) == now.get(index).map(|step| &step.sql);
        let done = row.progress;
        if let Some(index) = (0..done).find(|index| !is_same(*index)) {
            return Err(other(index));
        }
        // Nobody knows what was begun.
        if before.is_empty() {
            return Err(other(0));
        }
        if row.batches.is_some() {
            let goes_on = last_key(before, done).is_some_and(|key| Some(key) == last_key(now, done));
            return if goes_on { Ok(()) } else { Err(other(done)) };
        }
        if row.progress_is_exact || is_same(done) {
            return Ok(());
        }
        let old = row.clone();
        let (id, noted) = (old.id(), Mutex::new(Noted::steps(done)));
        let position = if old.state == State::Undoing { Position::Undoing } else { Position::Applying };
        let task = Task { migration: &id, position };
        let journal = Journal { steps: before, row: &old, task, noted: &noted };
        let found = match self.steps_done(journal, Way::Back, self.orders.known_outcome).await {
            Ok(found) => found,
            Err(stop) => return Err(self.why_unchanged(stop).await),
        };
        // Something may be left of one that is sent again as it is.
        if found > done || may_be_next(journal, found) == Certainty::Possible {
            return Err(other(done));
        }
        row.progress_is_exact = true;
        Ok(())
    }
}

/// What asks for the greatest key of the rows that a step goes through in batches: of the same table and key it is the same.
fn last_key(steps: &[Step], index: usize) -> Option<&str> {
    Some(&steps.get(index)?.batches.as_ref()?.last_key)
}
