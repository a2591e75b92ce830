//! Whether what a run said is so.

use migrate_core::dialect::Dialect;

use super::super::{Amendment, Orders};
use super::command::Command;
use super::histories::{HISTORIES, KEYS};
use super::noted::{Noted, history_of, in_order, records};
use super::stage::Stage;
use super::state::State;
use super::world::Asked;
use crate::error::{Aftermath, Error, Position, Reason};
use crate::plan::Goal;
use crate::report::Report;

impl Stage<'_> {
    /// Whether what a run said is so.
    pub fn check_result(
        &self,
        asked: &Asked,
        result: &Result<Report, Error>,
        lost: bool,
        before: &State,
    ) -> Result<(), String> {
        let orders = &asked.orders;
        let history = history_of(orders.migrations.name);
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
        match (asked.command, result) {
            (Command::Reach(goal), Ok(_)) if is_under_way || !self.is_reached(history, goal, orders, &applied) => {
                Err(format!("it said that it has reached {goal:?}, and {applied:?} are applied"))
            }
            (Command::Reach(_), Ok(_)) => Ok(()),
            (Command::Reach(_), Err(error)) => self.check_aftermath(history, error, lost, before),
            (command, result) => self.check_history(history, command, orders, result, before),
        }
    }

    /// Whether the migrations that are applied are those with which a run to this goal may end.
    fn is_reached(&self, history: usize, goal: Goal, orders: &Orders, applied: &[i64]) -> bool {
        let has_up_to = |last: i64| {
            let mut known = orders.migrations.list.iter().map(|one| one.version).filter(|version| *version <= last);
            known.all(|version| applied.contains(&version))
        };
        match goal {
            Goal::Newest => has_up_to(i64::MAX),
            Goal::UpTo(last) => has_up_to(last),
            Goal::Version(last) => has_up_to(last) && applied.iter().all(|version| *version <= last),
            Goal::DownTo(last) => {
                let rows = in_order(self.database.committed.noted(), history);
                rows.last().map_or(0, |(key, _)| key.1) == last
            }
            Goal::Next(_) | Goal::Previous | Goal::Again | Goal::Resume | Goal::Repair => true,
        }
    }

    /// Whether a run that was to change the history alone says rightly what came before it.
    pub fn check_reason(&self, asked: &Asked, error: &Error) -> Result<(), String> {
        let is_so = match error.reason() {
            // Elsewhere the lock lasts, or the run was overtaken.
            Reason::HistoryChanged => {
                matches!(asked.command, Command::Reach(_)) || self.database.dialect == Dialect::Sqlite
            }
            Reason::NotEmpty { migration } => {
                HISTORIES.iter().flat_map(|one| one.list).any(|one| one.to_string() == *migration)
            }
            _ => true,
        };
        if is_so { Ok(()) } else { Err(format!("{:?} said `{error}`", asked.command)) }
    }

    /// Whether a run that changes the history alone has done so, or nothing.
    fn check_history(
        &self,
        history: usize,
        command: Command,
        orders: &Orders,
        result: &Result<Report, Error>,
        before: &State,
    ) -> Result<(), String> {
        let (before, now) = (before.noted(), self.database.committed.noted());
        let row = |version: i64| now.get(&(history, version));
        let is_so = match (command, result.as_ref().map_err(Error::reason)) {
            (Command::Reach(_), _) => true,
            (Command::Baseline(last), Ok(_)) => records(before, now, history, last),
            (Command::Amend(Amendment::Bury, version), Ok(_)) => row(version).is_some_and(Noted::is_tombstone),
            (Command::Amend(Amendment::Revive, version), Ok(_)) => row(version).is_some_and(|row| !row.is_tombstone()),
            (Command::Amend(Amendment::Accept, version), Ok(_)) => {
                let known = orders.migrations.list.iter().find(|one| one.version == version);
                known.is_some_and(|known| row(version).is_some_and(|row| row.checksum == hex(known.checksum)))
            }
            // It may have noted before how far it is.
            (Command::Amend(Amendment::Accept, _), Err(_)) => before.keys().eq(now.keys()),
            (_, Err(Reason::NotEmpty { .. } | Reason::Unamendable { .. } | Reason::HistoryChanged)) => before == now,
            (_, Err(Reason::HistoryEdited { .. })) => false,
            (_, Err(_)) => true,
        };
        if is_so { Ok(()) } else { Err(format!("{command:?} said {result:?}; it was {before:?}, and is {now:?}")) }
    }

    /// A baseline records all that it is to, or nothing.
    pub fn check_recorded(&self, runs: &[Asked], before: &State) -> Result<(), String> {
        let (before, now) = (before.noted(), self.database.committed.noted());
        let targets = runs.iter().filter_map(|one| match one.command {
            Command::Baseline(last) => Some((history_of(one.orders.migrations.name), last)),
            Command::Reach(_) | Command::Amend(..) => None,
        });
        let targets: Vec<(usize, i64)> = targets.collect();
        let is_whole = (0..HISTORIES.len()).all(|history| {
            records(before, now, history, 0)
                || targets.iter().any(|(of, last)| *of == history && records(before, now, history, *last))
        });
        if is_whole { Ok(()) } else { Err(format!("a baseline has recorded a part: {now:?}")) }
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
}

/// A checksum as a row holds it.
fn hex(checksum: u64) -> String {
    format!("{checksum:016x}")
}
