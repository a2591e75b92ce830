//! A case being played: its runs come to their end, and what they leave is looked at.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use migrate_core::migration::Migrations;

use super::super::Lock;
use super::case::{Case, patient};
use super::command::Command;
use super::database::Database;
use super::histories::{Direction, Key, shape};
use super::random::Random;
use super::watcher::Watcher;
use super::world::{Asked, Ending, play};
use crate::plan::Goal;

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
            self.run(&[patient(history, Command::Reach(Goal::UpTo(version)), None, Lock::Session)])?;
        }
        BEGINNINGS.with_borrow_mut(|beginnings| beginnings.insert(key, self.database.clone()));
        Ok(())
    }

    /// Lets runs come to their end, and looks at what they leave.
    pub fn run(&mut self, runs: &[Asked]) -> Result<Vec<Ending>, String> {
        self.watch.commands = runs.iter().map(|one| one.command).collect();
        self.watch.happened = 0;
        self.watch.coverage.runs += u64::try_from(runs.len()).expect("there are few");
        if let [one, other] = runs
            && one.orders.migrations.name == other.orders.migrations.name
        {
            self.watch.coverage.meet(self.case.dialect, one.command, other.command);
        }
        let before = self.database.committed.clone();
        let endings = play(&mut self.database, runs, &mut self.random, &mut self.watch);
        let quiet = self.database.quiet_at();
        self.database.pass(quiet.saturating_sub(self.database.now) + Duration::from_millis(1));
        if let Some(violation) = self.database.violations.first() {
            return Err(format!("{violation}, {}", told(&endings)));
        }
        if let Some(contradiction) = self.database.committed.contradiction(self.database.dialect) {
            return Err(format!("{contradiction}, {}", told(&endings)));
        }
        self.check_recorded(runs, &before)?;
        for (asked, ending) in runs.iter().zip(&endings) {
            if let Ending::Finished { result: Err(error), .. } = ending {
                self.check_reason(asked, error)?;
            }
        }
        if let ([asked], [Ending::Finished { result, lost }]) = (runs, endings.as_slice()) {
            self.check_result(asked, result, *lost, &before)?;
        }
        Ok(endings)
    }

    /// Whether so many steps of the migration under way are done in the direction in which it is going.
    pub fn places_agree(&self, history: usize, steps: usize) -> bool {
        let state = &self.database.committed;
        let noted = state.history.as_ref().expect("a run made the table");
        self.under_way(history).any(|key| {
            let direction = if noted[&key].state == "applying" { Direction::Up } else { Direction::Down };
            state.places[&key].done(direction, shape(self.database.dialect, key)) == Some(steps)
        })
    }

    /// Whether a migration counts as applied.
    pub fn is_applied(&self, key: Key) -> bool {
        let rows = self.database.committed.history.iter().flatten();
        rows.into_iter().any(|(of, noted)| *of == key && noted.state == "applied" && !noted.is_tombstone())
    }

    /// The migrations of a history that are left in the middle.
    pub fn under_way(&self, history: usize) -> impl Iterator<Item = Key> {
        let rows = self.database.committed.history.iter().flatten();
        let open = rows.filter(move |(key, noted)| key.0 == history && noted.state != "applied");
        open.map(|(key, _)| *key)
    }
}

fn told(endings: &[Ending]) -> String {
    let told = endings.iter().map(|ending| match ending {
        Ending::Killed => "a run was killed".to_owned(),
        Ending::Finished { result: Ok(report), .. } => format!("a run said {report:?}"),
        Ending::Finished { result: Err(error), .. } => format!("a run said `{error}`"),
    });
    told.collect::<Vec<_>>().join(", ")
}
