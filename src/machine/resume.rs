//! What an earlier run left in the middle of a migration: found out from the history and the catalogue, and gone on with
//! or taken back.

use std::sync::Mutex;

use migrate_core::migration::{Evidence, Migration, Step};

use super::compensation::Certainty;
use super::journal::{Journal, Noted};
use super::script::ran;
use super::step_by_step::Begun;
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

impl Run {
    /// Brings a migration to an end that an earlier run left in the middle.
    pub(super) async fn settle(&mut self, row: &Applied) -> Result<(), Stop> {
        let id = row.id();
        let position = if row.state == State::Undoing { Position::Undoing } else { Position::Applying };
        let task = Task { migration: &id, position };
        let steps = match position {
            Position::Undoing => row.undo.steps.clone(),
            Position::Applying => self.steps_of(row).unwrap_or_default(),
        };
        let noted = Mutex::new(Noted { steps: row.progress, batches: row.batches.clone() });
        let journal = Journal { steps: &steps, row, task, noted: &noted };
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
        let steps_done = self.steps_done(journal, way).await?;
        let next = may_be_next(journal, steps_done);
        let begun = Begun { steps: steps_done, batches: row.batches.clone(), next };
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
    async fn steps_done(&self, journal: Journal<'_>, way: Way) -> Result<usize, Stop> {
        let row = journal.row;
        let noted = row.progress.min(journal.steps.len());
        if row.progress_is_exact {
            // This run may come to its end in the next step too.
            let note = self.history.update(row.version, row.state, noted);
            self.note_in_journal(journal, &[note], Noted::steps(noted))
                .await
                .map_err(|unnoted| unnoted.stop(journal.task))?;
            return Ok(noted);
        }
        let Some(step) = journal.steps.get(noted).filter(|step| !step.is_there) else { return Ok(noted) };
        let outcome = match &step.evidence {
            Evidence::Note | Evidence::Repeatable => StepOutcome::NotDone,
            Evidence::Query(sql) => {
                let rows = self.channel.query(plain(sql)).await;
                let rows = rows.map_err(|failure| refused("to say how far an earlier run came", &failure))?;
                if rows.is_empty() {
                    let cleaned = self.clean_up_after(step).await;
                    // On the way onward the step itself fails then, and says why.
                    if cleaned.is_err() && way == Way::Back {
                        return Err(interrupted(journal, Unresumable::NotUndoable { step: noted + 1 }).into());
                    }
                    StepOutcome::NotDone
                } else {
                    StepOutcome::Done
                }
            }
            Evidence::Nothing => match self.orders.known_outcome {
                Some(outcome) => outcome,
                None => return Err(interrupted(journal, Unresumable::UnknownOutcome).into()),
            },
        };
        match outcome {
            StepOutcome::NotDone => Ok(noted),
            StepOutcome::Done => {
                // The next step may only be sent when this one is noted: the next run looks at one step alone.
                let note = self.history.update(row.version, row.state, noted + 1);
                self.note_in_journal(journal, &[note], Noted::steps(noted + 1))
                    .await
                    .map_err(|unnoted| unnoted.stop(journal.task))?;
                Ok(noted + 1)
            }
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
        match self.undo_finished(journal, begun.finished(begun.steps)).await? {
            Aftermath::Unchanged | Aftermath::StepsUndone => {}
            Aftermath::StepsRemain(step) => {
                return Err(interrupted(journal, Unresumable::NotUndoable { step }).into());
            }
            Aftermath::ConnectionLost => {
                let during = format!("to take `{}` back", journal.task.migration);
                return Err(Reason::ConnectionLost { during, message: "no answer came".to_owned() }.into());
            }
            Aftermath::PartRemains { .. } | Aftermath::NotNoted => {
                return Err(interrupted(journal, Unresumable::NotUndoable { step: begun.steps }).into());
            }
        }
        let version = journal.row.version;
        let note = match journal.task.position {
            Position::Applying => self.history.delete(version),
            Position::Undoing => self.history.update(version, State::Applied, 0),
        };
        self.note_in_journal(journal, &[note], Noted::default()).await.map_err(|unnoted| unnoted.stop(journal.task))
    }
}

/// Whether the step after these is done: one that changes nothing when it is sent again was not looked at.
fn may_be_next(journal: Journal<'_>, done: usize) -> Certainty {
    let is_open = !journal.row.progress_is_exact && journal.row.progress == done;
    match journal.steps.get(done).filter(|_| is_open).map(|step| &step.evidence) {
        Some(Evidence::Repeatable) => Certainty::Possible,
        _ => Certainty::NotDone,
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
