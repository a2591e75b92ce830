//! A case being played: its runs come to their end, and what they leave is looked at.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;

use super::super::channel::{Action, Answer, Machine, Progress};
use super::super::{Amendment, Lock, Orders, StepOutcome, amend};
use super::case::{Case, patient};
use super::database::Database;
use super::histories::{Direction, HISTORIES, KEYS, Key, corrected, shape};
use super::random::Random;
use super::state::State;
use super::watcher::Watcher;
use super::world::{Ending, play};
use crate::error::{Aftermath, Error, Position, Reason, Unamendable, Unresumable};
use crate::plan::Goal;
use crate::report::Report;

/// The newest version of each history.
const NEWEST: [i64; 2] = [5, 2];

/// A case being played.
pub struct Stage<'b> {
    pub case: &'b Case,
    pub database: Database,
    pub random: Random,
    /// What each history is by now.
    pub program: [&'static Migrations; 2],
    pub watch: Watcher<'b>,
}

/// Databases in which so much is applied.
type Beginnings = BTreeMap<(&'static str, [i64; 2]), Database>;

thread_local! {
    static BEGINNINGS: RefCell<Beginnings> = const { RefCell::new(BTreeMap::new()) };
}

impl Stage<'_> {
    /// Applies what is applied when the case begins.
    pub fn begin(&mut self) -> Result<(), String> {
        let key = (self.case.dialect.key(), self.case.applied);
        if let Some(known) = BEGINNINGS.with_borrow(|beginnings| beginnings.get(&key).cloned()) {
            self.database = known;
            return Ok(());
        }
        for (history, version) in self.case.applied.into_iter().enumerate().filter(|(_, version)| *version > 0) {
            self.run(&[patient(history, Goal::UpTo(version), None, Lock::Session)])?;
        }
        BEGINNINGS.with_borrow_mut(|beginnings| beginnings.insert(key, self.database.clone()));
        Ok(())
    }

    /// Lets runs come to their end, and looks at what they leave.
    pub fn run(&mut self, orders: &[Orders]) -> Result<Vec<Ending>, String> {
        self.watch.goals = orders.iter().map(|one| one.goal).collect();
        self.watch.happened = 0;
        self.watch.coverage.runs += u64::try_from(orders.len()).expect("there are few");
        let before = self.database.committed.clone();
        let endings = play(&mut self.database, orders, &mut self.random, &mut self.watch);
        let quiet = self.database.quiet_at();
        self.database.pass(quiet.saturating_sub(self.database.now) + Duration::from_millis(1));
        if let Some(violation) = self.database.violations.first() {
            return Err(format!("{violation}, {}", told(&endings)));
        }
        if let Some(contradiction) = self.database.committed.contradiction(self.database.dialect) {
            return Err(format!("{contradiction}, {}", told(&endings)));
        }
        if let ([orders], [Ending::Finished { result, lost }]) = (orders, endings.as_slice()) {
            self.check_result(orders, result, *lost, &before)?;
        }
        Ok(endings)
    }

    /// Whether what a run said is so.
    fn check_result(
        &self,
        orders: &Orders,
        result: &Result<Report, Error>,
        lost: bool,
        before: &State,
    ) -> Result<(), String> {
        let history = HISTORIES.iter().position(|one| one.name == orders.migrations.name).expect("it is one of them");
        let applied: Vec<i64> =
            KEYS.into_iter().filter(|key| key.0 == history && self.is_applied(*key)).map(|key| key.1).collect();
        let is_under_way = self.under_way(history).next().is_some();
        let report = match result {
            Ok(report) => report,
            Err(error) => error.report(),
        };
        let says =
            |name: &str| name.trim_start_matches("m00000000_").split('_').next().and_then(|text| text.parse().ok());
        for (ran, is_there) in
            report.undone.iter().map(|ran| (ran, false)).chain(report.applied.iter().map(|ran| (ran, true)))
        {
            let version: i64 = says(&ran.migration).expect("an id holds the version");
            let comes_back = !is_there && report.applied.iter().any(|one| one.migration == ran.migration);
            let is_gone = is_there && report.undone.iter().any(|one| one.migration == ran.migration) && ran.resumed;
            // Nobody knows of a commit whose answer is lost.
            if !lost && !comes_back && !is_gone && applied.contains(&version) != is_there {
                return Err(format!("the report says {report:?}, and {applied:?} are applied"));
            }
        }
        let is_of_range = |reason: &Reason| {
            matches!(
                reason,
                Reason::Rows { position: Position::Undoing, .. } | Reason::Loss { .. } | Reason::Late { .. }
            )
        };
        let is_begun = report.undone.iter().any(|ran| !ran.resumed) && !orders.accepts_late_conditions;
        if let Err(error) = result
            && is_begun
            && is_of_range(error.reason())
        {
            return Err(format!("a range was refused when a part of it was undone: {error}"));
        }
        match result {
            Ok(_) => {
                let is_reached = !is_under_way
                    && match orders.goal {
                        Goal::Newest => applied.len() == orders.migrations.list.len(),
                        Goal::UpTo(last) => (1..=last).all(|version| applied.contains(&version)),
                        Goal::Version(last) | Goal::DownTo(last) => applied.iter().copied().eq(1..=last),
                        Goal::Next(_) | Goal::Previous | Goal::Again | Goal::Resume | Goal::Repair => true,
                    };
                if is_reached {
                    Ok(())
                } else {
                    Err(format!("it said that it has reached {:?}, and {applied:?} are applied", orders.goal))
                }
            }
            Err(error) => self.check_aftermath(history, error, lost, before),
        }
    }

    fn check_aftermath(&self, history: usize, error: &Error, lost: bool, before: &State) -> Result<(), String> {
        let is_under_way = self.under_way(history).next().is_some();
        let (Reason::Rows { aftermath, .. }
        | Reason::Different { aftermath, .. }
        | Reason::Loss { aftermath, .. }
        | Reason::Step { aftermath, .. }
        | Reason::Blocked { aftermath, .. }
        | Reason::Stopped { migration: Some(_), aftermath }
        | Reason::ForeignKeys { aftermath, .. }) = error.reason()
        else {
            return Ok(());
        };
        let is_so = match aftermath {
            Aftermath::Unchanged => {
                !is_under_way
                    || self.under_way(history).all(|key| before.places[&key] == self.database.committed.places[&key])
            }
            Aftermath::StepsUndone => !is_under_way,
            // What is sent outside a transaction on PostgreSQL may be done or undone in part.
            Aftermath::StepsRemain(steps) if self.database.dialect == Dialect::Postgres => {
                is_under_way && (steps.saturating_sub(1)..=steps + 1).any(|steps| self.places_agree(history, steps))
            }
            Aftermath::StepsRemain(steps) => is_under_way && self.places_agree(history, *steps),
            Aftermath::NotNoted => is_under_way && self.places_agree(history, 0),
            Aftermath::PartRemains { .. } => is_under_way,
            Aftermath::ConnectionLost => lost,
        };
        if is_so {
            Ok(())
        } else {
            Err(format!("it said {aftermath:?}, and lost {lost}, under way {is_under_way}: {error}"))
        }
    }

    /// Whether so many steps of the migration under way are done in the direction in which it is going.
    fn places_agree(&self, history: usize, steps: usize) -> bool {
        let state = &self.database.committed;
        let noted = state.history.as_ref().expect("a run made the table");
        self.under_way(history).any(|key| {
            let direction = if noted[&key].state == "applying" { Direction::Up } else { Direction::Down };
            state.places[&key].done(direction, shape(self.database.dialect, key)) == Some(steps)
        })
    }

    fn is_applied(&self, key: Key) -> bool {
        let rows = self.database.committed.history.iter().flatten();
        rows.into_iter().any(|(of, noted)| *of == key && noted.state == "applied")
    }

    /// The migrations of a history that are left in the middle.
    fn under_way(&self, history: usize) -> impl Iterator<Item = Key> {
        let rows = self.database.committed.history.iter().flatten();
        let open = rows.filter(move |(key, noted)| key.0 == history && noted.state != "applied");
        open.map(|(key, _)| *key)
    }

    /// Does what the messages say until everything is applied.
    pub fn recover(&mut self) -> Result<(), String> {
        for (history, newest) in NEWEST.into_iter().enumerate() {
            let mut goal = if history == 0 { self.case.recovery } else { Goal::Newest };
            let mut known = None;
            let mut is_done = false;
            for _ in 0..12 {
                self.watch.phase += 1;
                self.database.rows_in_the_way = false;
                // What somebody saw holds for one run.
                let lock = self.case.locks[self.random.below(2)].clone();
                let orders = self.patient(history, goal, known.take(), lock);
                let endings = self.run(&[orders])?;
                let Some(Ending::Finished { result, .. }) = endings.into_iter().next() else { continue };
                match result {
                    Ok(_) if goal == Goal::Newest => {
                        is_done = true;
                        break;
                    }
                    Ok(_) => goal = Goal::Newest,
                    // What goes wrong on purpose is tried again.
                    Err(_) if self.watch.happened > 0 => {}
                    Err(error) if self.is_wrong(&error) => goal = self.correct(goal)?,
                    Err(error) => (goal, known) = self.way_out(history, &error)?,
                }
            }
            let all = (1..=newest).all(|version| self.is_applied((history, version)));
            if !is_done || !all {
                return Err(format!("it does not go on: {:?}", self.database.committed));
            }
            let before = self.watch.coverage.actions;
            self.watch.phase += 1;
            let orders = self.patient(history, Goal::Newest, None, Lock::Session);
            self.run(&[orders])?;
            let actions = self.watch.coverage.actions - before;
            if actions > 1 && self.watch.happened == 0 {
                return Err(format!("a run with nothing to do has {actions} actions"));
            }
        }
        Ok(())
    }

    /// A run of the program as it is by now.
    fn patient(&self, history: usize, goal: Goal, known_outcome: Option<StepOutcome>, lock: Lock) -> Orders {
        Orders { migrations: self.program[history], ..patient(history, goal, known_outcome, lock) }
    }

    /// Whether a step failed whose text is wrong.
    fn is_wrong(&self, error: &Error) -> bool {
        let wrong = self.database.wrong.map(|tag| format!(" -- {tag}"));
        matches!((error.reason(), wrong), (Reason::Step { sql, .. }, Some(wrong)) if sql.ends_with(&wrong))
    }

    /// The author corrects the text of a step, and what is half done goes on with that.
    fn correct(&mut self, goal: Goal) -> Result<Goal, String> {
        let tag = self.database.wrong.expect("a step is wrong");
        let (history, version) = tag.key;
        let is_half_done = |stage: &Self| stage.under_way(history).any(|key| key == tag.key);
        if !is_half_done(self) && tag.direction == Direction::Down {
            // Nobody has to undo it.
            return Ok(Goal::Newest);
        }
        self.program[history] = corrected(tag);
        let mut known = None;
        for _ in 0..4 {
            if !is_half_done(self) {
                return Ok(goal);
            }
            let orders = self.patient(history, Goal::Resume, known.take(), Lock::Session);
            match accept(&mut self.database, orders, version) {
                Ok(_) => {
                    self.watch.coverage.corrected += 1;
                    return Ok(Goal::Resume);
                }
                Err(error) => match error.reason() {
                    Reason::Interrupted { why: Unresumable::UnknownOutcome, .. } => {
                        known = self.way_out(history, &error)?.1;
                    }
                    Reason::Unamendable { why: Unamendable::OtherSteps { .. }, .. } => {
                        let orders = self.patient(history, Goal::Repair, None, Lock::Session);
                        self.watch.phase += 1;
                        self.run(&[orders])?;
                    }
                    _ => return Err(format!("it cannot be corrected: {error}")),
                },
            }
        }
        Err("what was corrected does not go on".to_owned())
    }

    /// What the message says to type.
    fn way_out(&self, history: usize, error: &Error) -> Result<(Goal, Option<StepOutcome>), String> {
        match error.reason() {
            Reason::Interrupted { why: Unresumable::UnknownOutcome, steps_done, .. } => {
                // Somebody looks.
                let done = *steps_done;
                let outcome = if self.places_agree(history, done) { StepOutcome::NotDone } else { StepOutcome::Done };
                Ok((Goal::Resume, Some(outcome)))
            }
            Reason::Interrupted { why: Unresumable::BeingUndone | Unresumable::NotUndoable { .. }, .. } => {
                Ok((Goal::Resume, None))
            }
            _ => Err(format!("the next run does not go on: {error}")),
        }
    }
}

/// Has a migration that is half done go on with its new text. Nothing goes wrong meanwhile.
fn accept(database: &mut Database, orders: Orders, version: i64) -> Result<Report, Error> {
    let session = database.connect();
    let dialect = database.dialect;
    let mut machine = Machine::new(|channel| amend(channel, dialect, orders, version, Amendment::Accept));
    let mut progress = machine.begin();
    let result = loop {
        let answer = match progress {
            Progress::Finished(result) => break result,
            Progress::Asks(Action::Execute(statement) | Action::Query(statement)) => {
                database.send(session, &statement).map_or_else(Answer::Failed, Answer::Rows)
            }
            Progress::Asks(Action::Wait(time)) => {
                database.pass(time);
                Answer::Done
            }
            Progress::Asks(Action::Clock) => Answer::Time(database.now),
            Progress::Asks(Action::QueryBeside(_)) => Answer::Rows(vec![vec![Some("another".to_owned())]]),
            Progress::Asks(Action::CloseBeside | Action::Tell(_)) => Answer::Done,
        };
        progress = machine.answer(answer);
    };
    database.close(session);
    result
}

fn told(endings: &[Ending]) -> String {
    let told = endings.iter().map(|ending| match ending {
        Ending::Killed => "a run was killed".to_owned(),
        Ending::Finished { result: Ok(report), .. } => format!("a run said {report:?}"),
        Ending::Finished { result: Err(error), .. } => format!("a run said `{error}`"),
    });
    told.collect::<Vec<_>>().join(", ")
}
