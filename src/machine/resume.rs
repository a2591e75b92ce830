//! What an earlier run left in the middle of a migration: found out from the history and the catalogue, and gone on with
//! or taken back.

use migrate_core::migration::{Evidence, Migration, Step};

use super::journal::{Begun, Journal};
use super::script::ran;
use super::{Run, Stop, Task, plain, refused};
use crate::error::{Aftermath, NextStep, Position, Reason, Unresumable};
use crate::event::Event;
use crate::history::{Applied, State};
use crate::plan::{Way, way};

/// What somebody who looked knows of a step whose outcome the database does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepOutcome {
    /// It was carried out.
    Done,
    /// It was not.
    NotDone,
}

impl Run<'_> {
    /// Brings a migration to an end that an earlier run left in the middle.
    pub(super) async fn settle(&mut self, row: &Applied) -> Result<(), Stop> {
        let id = row.id();
        let position = if row.state == State::Undoing { Position::Undoing } else { Position::Applying };
        let task = Task { migration: &id, position };
        let steps = match position {
            Position::Undoing => row.undo.steps.clone(),
            Position::Applying => self.steps_of(row).unwrap_or_default(),
        };
        let journal = Journal { steps: &steps, row, task };
        let Some(way) = way(row, self.orders.goal) else {
            return Err(interrupted(journal, Unresumable::BeingUndone).into());
        };
        if position == Position::Applying && self.steps_of(row).is_none() {
            return Err(interrupted(journal, Unresumable::Changed).into());
        }
        if position == Position::Undoing && !row.undo_is_intact {
            return Err(Reason::UndoChanged { migration: id }.into());
        }
        self.tell_begin(&id, position, steps.len()).await?;
        let begin = self.channel.elapsed().await;
        let begun = Begun { steps: self.steps_done(journal).await?, batches: row.batches.clone() };
        match (way, position) {
            (Way::Onward, Position::Applying) => self.finish_applying(journal, begun, begin).await?,
            (Way::Onward, Position::Undoing) => self.finish_undoing(journal, begun).await?,
            (Way::Back, _) => self.take_back(journal, &begun).await?,
        }
        let duration = self.channel.elapsed().await - begin;
        let mut settled = ran(row, duration);
        settled.steps = steps.len();
        settled.resumed = true;
        match (way, position) {
            (Way::Onward, Position::Applying) | (Way::Back, Position::Undoing) => self.report.applied.push(settled),
            (Way::Onward, Position::Undoing) | (Way::Back, Position::Applying) => self.report.undone.push(settled),
        }
        let _goes_on = self.channel.tell(Event::MigrationEnds { duration }).await;
        Ok(())
    }

    /// The steps that apply a migration, if the program knows the one that was begun.
    fn steps_of(&self, row: &Applied) -> Option<Vec<Step>> {
        let unchanged = |one: &&&Migration| one.version == row.version && one.checksum == row.checksum;
        let known = self.orders.migrations.list.iter().find(unchanged)?;
        Some(known.script(self.dialect)?.up.read())
    }

    /// How many steps are done: of the one after those that are noted the catalogue tells.
    async fn steps_done(&self, journal: Journal<'_>) -> Result<usize, Stop> {
        let row = journal.row;
        let noted = row.progress.min(journal.steps.len());
        if row.progress_is_exact {
            // This run may come to its end in the next step too.
            self.note(self.history.update(row.version, row.state, noted)).await?;
            return Ok(noted);
        }
        let Some(step) = journal.steps.get(noted).filter(|step| !step.is_there) else { return Ok(noted) };
        match &step.evidence {
            Evidence::Note | Evidence::Repeatable => Ok(noted),
            Evidence::Query(sql) => {
                let rows = self.channel.query(plain(sql)).await;
                let rows = rows.map_err(|failure| refused("to say how far an earlier run came", &failure))?;
                if rows.is_empty() {
                    self.clean_up_after(step).await;
                    return Ok(noted);
                }
                Ok(noted + 1)
            }
            Evidence::Nothing => match self.orders.known_outcome {
                Some(StepOutcome::Done) => Ok(noted + 1),
                Some(StepOutcome::NotDone) => Ok(noted),
                None => Err(interrupted(journal, Unresumable::UnknownOutcome).into()),
            },
        }
    }

    /// Takes the steps back that are done.
    async fn take_back(&self, journal: Journal<'_>, begun: &Begun) -> Result<(), Stop> {
        if begun.batches.is_some() {
            return Err(interrupted(journal, Unresumable::NotUndoable { step: begun.steps + 1 }).into());
        }
        if journal.task.position == Position::Applying {
            self.count_losses(journal.row).await?;
        }
        match self.undo_steps(journal, begun.steps).await {
            Aftermath::Unchanged | Aftermath::StepsUndone => {}
            Aftermath::StepsRemain(step) => {
                return Err(interrupted(journal, Unresumable::NotUndoable { step }).into());
            }
            Aftermath::PartRemains { .. } | Aftermath::ConnectionLost => {
                return Err(interrupted(journal, Unresumable::NotUndoable { step: begun.steps }).into());
            }
        }
        let version = journal.row.version;
        let note = match journal.task.position {
            Position::Applying => self.history.delete(version),
            Position::Undoing => self.history.update(version, State::Applied, 0),
        };
        Ok(self.note(note).await?)
    }
}

fn interrupted(journal: Journal<'_>, why: Unresumable) -> Reason {
    let next = journal.steps.get(journal.row.progress);
    Reason::Interrupted {
        migration: journal.task.migration.to_owned(),
        position: journal.task.position,
        steps_done: journal.row.progress,
        next_step: next.map(|step| NextStep { in_batches: step.batches.is_some(), sql: step.sql.clone() }),
        why,
    }
}
