//! How somebody goes on after whatever went wrong: does what the messages say until everything is applied.

use migrate_core::migration::Migrations;

use super::super::{Amendment, Lock, StepOutcome};
use super::case::patient;
use super::command::Command;
use super::edit::Edit;
use super::histories::{Direction, HISTORIES, Key, Tag};
use super::noted::in_order;
use super::stage::Stage;
use super::world::{Asked, Ending};
use crate::error::{Error, Reason, Unamendable, Unresumable};
use crate::plan::Goal;

/// What is typed next, and what somebody has seen of the step that was under way.
type Next = (Command, Option<StepOutcome>);

impl Stage<'_> {
    /// Does what the messages say until everything is applied.
    pub fn recover(&mut self) -> Result<(), String> {
        for history in 0..HISTORIES.len() {
            self.recover_history(history)?;
            let before = self.watch.coverage.actions;
            self.watch.phase += 1;
            let asked = self.patient(history, Command::UP, None, Lock::Session);
            self.run(&[asked])?;
            let actions = self.watch.coverage.actions - before;
            if actions > 1 && self.watch.happened == 0 && self.is_in_order(history) {
                return Err(format!("a run with nothing to do has {actions} actions"));
            }
        }
        Ok(())
    }

    fn recover_history(&mut self, history: usize) -> Result<(), String> {
        let (mut command, mut known) = (if history == 0 { self.case.recovery } else { Command::UP }, None);
        for _ in 0..16 {
            self.watch.phase += 1;
            self.database.rows_in_the_way = false;
            // What somebody saw holds for one run.
            let lock = self.case.locks[self.random.below(2)].clone();
            let was_begun = self.under_way(history).next().is_some();
            let asked = self.patient(history, command, known.take(), lock);
            let endings = self.run(&[asked])?;
            let Some(Ending::Finished { result, .. }) = endings.into_iter().next() else { continue };
            match result {
                Ok(_) if command == Command::UP && self.has_all(history) => return Ok(()),
                Ok(_) if command == Command::UP => break,
                Ok(_) => {
                    let is_corrected = was_begun && matches!(command, Command::Amend(Amendment::Accept, _));
                    self.watch.coverage.corrected += u64::from(is_corrected);
                    command = if is_corrected { Command::Reach(Goal::Resume) } else { Command::UP };
                }
                // What goes wrong on purpose is tried again.
                Err(_) if self.watch.happened > 0 => {}
                Err(error) if self.is_wrong(&error) => command = self.correct(command),
                Err(error) => (command, known) = self.way_out(history, command, &error)?,
            }
        }
        Err(format!("it does not go on: {:?}", self.database.committed))
    }

    /// A run of the program as it is by now.
    fn patient(&self, history: usize, command: Command, known_outcome: Option<StepOutcome>, lock: Lock) -> Asked {
        let mut asked = patient(history, command, known_outcome, lock);
        asked.orders.migrations = self.program[history];
        asked
    }

    /// Whether all migrations are applied that the program knows.
    fn has_all(&self, history: usize) -> bool {
        self.program[history].list.iter().all(|one| self.is_applied((history, one.version)))
    }

    /// Whether they are applied in their order, and no others.
    fn is_in_order(&self, history: usize) -> bool {
        let applied = in_order(self.database.committed.noted(), history).into_iter().map(|(key, _)| key.1);
        applied.eq(self.program[history].list.iter().map(|one| one.version))
    }

    /// Whether a step failed whose text is wrong.
    fn is_wrong(&self, error: &Error) -> bool {
        let wrong = self.database.wrong.map(|tag| format!(" -- {tag}"));
        matches!((error.reason(), wrong), (Reason::Step { sql, .. }, Some(wrong)) if sql.ends_with(&wrong))
    }

    /// The step whose text was wrong, if its migration is half done and cannot go on with the new text.
    fn corrected_under_way(&self, history: usize) -> Option<Tag> {
        let is_corrected = |tag: &Tag| std::ptr::eq(self.program[history], Edit::Rewritten(*tag).migrations());
        self.database.wrong.filter(is_corrected).filter(|tag| self.under_way(history).any(|key| key == tag.key))
    }

    /// The author corrects the text of a step, and what is half done goes on with that.
    fn correct(&mut self, command: Command) -> Command {
        let tag = self.database.wrong.expect("a step is wrong");
        let (history, version) = tag.key;
        let is_half_done = self.under_way(history).any(|key| key == tag.key);
        if !is_half_done && tag.direction == Direction::Down {
            // Nobody has to undo it.
            return Command::UP;
        }
        self.program[history] = Edit::Rewritten(tag).migrations();
        if is_half_done { Command::Amend(Amendment::Accept, version) } else { command }
    }

    /// What the message says to type.
    fn way_out(&mut self, history: usize, command: Command, error: &Error) -> Result<Next, String> {
        let edited = self.case.edit.map(|edit| edit.key().1).filter(|_| history == 0);
        let resume = Command::Reach(Goal::Resume);
        let next = match (error.reason(), edited) {
            (Reason::Interrupted { why: Unresumable::UnknownOutcome, steps_done, .. }, _) => {
                // Somebody looks.
                let done = *steps_done;
                let outcome = if self.places_agree(history, done) { StepOutcome::NotDone } else { StepOutcome::Done };
                let is_accepting = matches!(command, Command::Amend(Amendment::Accept, _));
                return Ok((if is_accepting { command } else { resume }, Some(outcome)));
            }
            (Reason::Interrupted { why: Unresumable::BeingUndone, .. }, _) => resume,
            (Reason::Interrupted { why: Unresumable::NotUndoable { .. }, .. }, _) => {
                if let Some(wrong) = self.corrected_under_way(history) {
                    self.database.do_by_hand(wrong);
                    return Ok((resume, Some(StepOutcome::Done)));
                }
                self.return_to_begun(history);
                resume
            }
            (Reason::Interrupted { why: Unresumable::Changed, .. }, _) => self.go_on_otherwise(history),
            (Reason::Unamendable { why: Unamendable::OtherSteps { .. }, .. }, _) => Command::Reach(Goal::Repair),
            (Reason::Unamendable { why: Unamendable::HalfDone, .. }, _) => resume,
            // An answer was lost.
            (Reason::Unamendable { why, .. }, _) if is_amended(why) => resume,
            (Reason::Tombstone { .. }, Some(version)) => Command::Amend(Amendment::Revive, version),
            (Reason::Unknown { .. }, Some(version)) => Command::Amend(Amendment::Bury, version),
            (Reason::Changed { .. }, Some(version)) => Command::Amend(Amendment::Accept, version),
            (Reason::OutOfOrder { .. }, Some(version)) => {
                // What has its place below others no more is deleted.
                self.program[history] = Edit::Deleted(version).migrations();
                if self.is_applied((history, version)) { Command::Amend(Amendment::Bury, version) } else { Command::UP }
            }
            // A baseline is not undone.
            (Reason::Irreversible { .. }, _) => Command::UP,
            _ => return Err(format!("the next run does not go on: {error}")),
        };
        Ok((next, None))
    }

    /// The program does not know what is half done, or knows it otherwise: the author brings it back, or its new text goes on.
    fn go_on_otherwise(&mut self, history: usize) -> Command {
        let is_known = |(_, version): Key| self.program[history].list.iter().any(|one| one.version == version);
        let half_done = self.under_way(history).next();
        match half_done {
            Some(key) if is_known(key) => Command::Amend(Amendment::Accept, key.1),
            _ => {
                self.return_to_begun(history);
                Command::Reach(Goal::Resume)
            }
        }
    }

    /// The program is the one that began what is half done.
    fn return_to_begun(&mut self, history: usize) {
        let Some(key) = self.under_way(history).next() else { return };
        let begun = self.database.committed.noted()[&key].checksum.clone();
        let has_begun = |known: &Migrations| {
            known.list.iter().any(|one| one.version == key.1 && format!("{:016x}", one.checksum) == begun)
        };
        let programs = [Some(self.program[history]), Some(&HISTORIES[history]), self.case.edit.map(Edit::migrations)];
        if let Some(program) = programs.into_iter().flatten().find(|program| has_begun(program)) {
            self.program[history] = program;
        }
    }
}

/// Whether it is as it was to be.
const fn is_amended(why: &Unamendable) -> bool {
    matches!(why, Unamendable::Tombstone | Unamendable::NoTombstone | Unamendable::Unchanged)
}
