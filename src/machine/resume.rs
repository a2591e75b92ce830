//! What an earlier run left in the middle of a migration: found out from the history and the catalogue, and gone on with
//! or taken back.

use std::sync::Mutex;

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Evidence, Migrations, Step};

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
        let way = way(row, self.orders.goal);
        let found = way.and_then(|way| steps_of(row, self.orders.migrations, self.dialect, way));
        let steps = found.clone().unwrap_or_default();
        let noted = Mutex::new(Noted { steps: row.progress, batches: row.batches.clone() });
        let journal = Journal { steps: &steps, row, task, noted: &noted };
        let Some(way) = way else {
            return Err(interrupted(journal, Unresumable::BeingUndone).into());
        };
        if found.is_none() {
            return Err(interrupted(journal, Unresumable::Changed).into());
        }
        if position == Position::Undoing && !row.undo_is_intact {
            return Err(Reason::UndoChanged { migration: id }.into());
        }
        self.tell_begin(&id, position, steps.len()).await?;
        let begin = self.channel.elapsed().await;
        // It was said of this step: a second attempt may meet another one.
        let known_outcome = self.orders.known_outcome.take();
        let steps_done = self.steps_done(journal, way, known_outcome).await?;
        let next = may_be_next(journal, steps_done);
        let batches = row.batches.clone().filter(|_| steps_done == row.progress);
        let begun = Begun { steps: steps_done, batches, next };
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

    /// How many steps are done: of the one after those that are noted the catalogue tells, or somebody who did it by hand.
    pub(super) async fn steps_done(
        &self,
        journal: Journal<'_>,
        way: Way,
        known_outcome: Option<StepOutcome>,
    ) -> Result<usize, Stop> {
        let row = journal.row;
        let noted = row.progress.min(journal.steps.len());
        let next = journal.steps.get(noted);
        if known_outcome == Some(StepOutcome::Done) && next.is_some() {
            return self.note_steps(journal, noted + 1).await;
        }
        if row.progress_is_exact {
            // This run may come to its end in the next step too.
            return self.note_steps(journal, noted).await;
        }
        let Some(step) = next.filter(|step| !step.is_there) else { return Ok(noted) };
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
            Evidence::Nothing => match known_outcome {
                Some(outcome) => outcome,
                None => return Err(interrupted(journal, Unresumable::UnknownOutcome).into()),
            },
        };
        match outcome {
            StepOutcome::NotDone => Ok(noted),
            // The next step may only be sent when this one is noted: the next run looks at one step alone.
            StepOutcome::Done => self.note_steps(journal, noted + 1).await,
        }
    }

    /// Notes that so many steps are done, and nothing of the next one.
    async fn note_steps(&self, journal: Journal<'_>, done: usize) -> Result<usize, Stop> {
        let note = self.history.update(journal.row.version, journal.row.state, done);
        let noted = self.note_in_journal(journal, &[note], Noted::steps(done)).await;
        noted.map_err(|unnoted| unnoted.stop(journal.task))?;
        Ok(done)
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

/// The steps with which a migration is gone on with or taken back that an earlier run left in the middle; nothing where they
/// are not known. What was begun is taken back whatever the program knows of it, as what was applied is undone.
pub(super) fn steps_of(row: &Applied, known: &Migrations, dialect: Dialect, way: Way) -> Option<Vec<Step>> {
    if row.state == State::Undoing {
        return Some(row.undo.steps.clone());
    }
    let has_begun = row.undo_is_intact && !row.undo.begun.is_empty();
    if way == Way::Back && has_begun {
        return Some(row.undo.begun.clone());
    }
    let unchanged = known.list.iter().find(|one| one.version == row.version && one.checksum == row.checksum)?;
    Some(unchanged.script(dialect)?.up.read())
}

/// Whether the step after these is done: one that changes nothing when it is sent again was not looked at.
pub(super) fn may_be_next(journal: Journal<'_>, done: usize) -> Certainty {
    let is_open = !journal.row.progress_is_exact && journal.row.progress == done;
    match journal.steps.get(done).filter(|_| is_open).map(|step| &step.evidence) {
        Some(Evidence::Repeatable) => Certainty::Possible,
        _ => Certainty::NotDone,
    }
}

pub(super) fn interrupted(journal: Journal<'_>, why: Unresumable) -> Reason {
    let next = journal.steps.get(journal.row.progress);
    Reason::Interrupted {
        migration: journal.task.migration.to_owned(),
        position: journal.task.position,
        steps_done: journal.row.progress,
        next_step: next.map(|step| NextStep { in_batches: step.batches.is_some(), sql: step.sql.clone() }),
        why,
    }
}
