//! Which actions of which kinds of runs the simulation has reached, and what went wrong there.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use migrate_core::dialect::Dialect;

use super::super::channel::Action;
use super::case::Case;
use super::command::{Command, Kind};
use super::fault::{Class, Fault};
use super::histories::{DIALECTS, Tag};
use super::statement::{Lease, Sent, Work};
use crate::event::Event;

/// An action of a kind of run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    dialect: u8,
    kind: Kind,
    pub action: Name,
}

/// What an action is called: settings are all alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    Work(Work, Tag),
    Other(&'static str),
}

/// Where in a case a place was reached: the phase, the run and the number of the action.
pub type Address = (usize, usize, usize);

/// The seed of a case, and what goes wrong in it besides what that says.
pub type Recipe = (u64, Vec<(Address, Fault)>);

/// What was reached.
#[derive(Default)]
pub struct Coverage {
    pub runs: u64,
    pub actions: u64,
    /// How many migrations went on with a corrected text from where they stood.
    pub corrected: u64,
    pub places: BTreeMap<Place, Reached>,
    /// The kinds that were at work at once on the same history, the lesser one first, and how often.
    at_once: BTreeMap<(u8, Kind, Kind), u64>,
}

pub struct Reached {
    /// The case in which it was reached first.
    pub recipe: Recipe,
    pub address: Address,
    /// What can go wrong there, and how often it did.
    pub faults: BTreeMap<Fault, u64>,
}

impl Place {
    pub fn of(dialect: Dialect, command: Command, action: &Action) -> Self {
        Self { dialect: number(dialect), kind: command.kind(), action: name(action) }
    }
}

impl Place {
    pub fn is_setting(&self) -> bool {
        matches!(self.action, Name::Other("read a setting" | "change a setting"))
    }
}

impl Coverage {
    /// An action is reached.
    pub fn reach(&mut self, place: Place, case: &Case, address: Address, action: &Action) {
        self.actions += 1;
        self.places.entry(place).or_insert_with(|| {
            let possible = Fault::ALL.into_iter().filter(|fault| fault.can_happen(action, case.dialect));
            Reached { recipe: case.recipe(), address, faults: possible.map(|fault| (fault, 0)).collect() }
        });
    }

    /// Something goes wrong where it was reached.
    pub fn fault(&mut self, place: Place, fault: Fault) {
        let reached = self.places.get_mut(&place).expect("it is reached before something goes wrong");
        *reached.faults.entry(fault).or_default() += 1;
    }

    /// Of each class of faults that can happen somewhere and did not, one, with a case that comes there.
    pub fn missing(&self) -> impl Iterator<Item = Recipe> {
        self.places.values().flat_map(|reached| {
            let happened = |class: Class| reached.faults.iter().any(|(one, count)| one.class() == class && *count > 0);
            let possible: BTreeMap<Class, Fault> = reached.faults.keys().rev().map(|one| (one.class(), *one)).collect();
            let missing: Vec<Fault> =
                possible.into_iter().filter(|(class, _)| !happened(*class)).map(|(_, fault)| fault).collect();
            missing.into_iter().map(|fault| {
                let (seed, mut faults) = reached.recipe.clone();
                faults.push((reached.address, fault));
                (seed, faults)
            })
        })
    }

    /// These runs on the same history are at work at once.
    pub fn meet(&mut self, dialect: Dialect, one: Command, other: Command) {
        let (one, other) = (one.kind(), other.kind());
        *self.at_once.entry((number(dialect), one.min(other), one.max(other))).or_default() += 1;
    }

    /// The kinds of runs, and those that have to be at work at once, that no case has on some database.
    pub fn missing_kinds(&self) -> Vec<String> {
        let kinds: BTreeSet<_> = self.places.keys().map(|place| (place.dialect, place.kind)).collect();
        let of_dialect = |dialect: Dialect| {
            let number = number(dialect);
            let alone = Kind::ALL.into_iter().filter(|kind| !kinds.contains(&(number, *kind)));
            let is_met = |(one, other): &(Kind, Kind)| self.at_once.contains_key(&(number, *one, *other));
            let at_once = Kind::AT_ONCE.into_iter().filter(|kinds| !is_met(kinds));
            let alone = alone.map(|kind| format!("{dialect}: {kind:?}"));
            alone.chain(at_once.map(|kinds| format!("{dialect}: {kinds:?}"))).collect::<Vec<_>>()
        };
        DIALECTS.into_iter().flat_map(of_dialect).collect()
    }

    /// What was reached elsewhere is reached too.
    pub fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.actions += other.actions;
        self.corrected += other.corrected;
        for (kinds, count) in other.at_once {
            *self.at_once.entry(kinds).or_default() += count;
        }
        for (place, reached) in other.places {
            match self.places.entry(place) {
                Entry::Vacant(entry) => {
                    entry.insert(reached);
                }
                Entry::Occupied(mut entry) => {
                    for (fault, count) in reached.faults {
                        *entry.get_mut().faults.entry(fault).or_default() += count;
                    }
                }
            }
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: BTreeSet<_> = self.places.keys().map(|place| (place.dialect, place.kind)).collect();
        let (runs, actions, places) = (self.runs, self.actions, self.places.len());
        write!(f, "{runs} runs of {} kinds, {actions} actions at {places} places", kinds.len())?;
        let mut counts: BTreeMap<Fault, u64> = BTreeMap::new();
        for (fault, count) in self.places.values().flat_map(|one| &one.faults) {
            *counts.entry(*fault).or_default() += count;
        }
        counts.into_iter().try_for_each(|(fault, count)| write!(f, "\n  {fault:?}: {count}"))
    }
}

fn number(dialect: Dialect) -> u8 {
    let number = DIALECTS.iter().position(|one| *one == dialect).expect("it is one of the four");
    u8::try_from(number).expect("there are four")
}

fn name(action: &Action) -> Name {
    Name::Other(match action {
        Action::Execute(statement) | Action::Query(statement) => match Sent::read(statement) {
            Sent::Work(work, tag) => return Name::Work(work, tag),
            Sent::Version => "ask for the version",
            Sent::ReadSetting(_) => "read a setting",
            Sent::ChangeSetting(..) => "change a setting",
            Sent::TakeLock => "take the lock",
            Sent::FreeLock => "free the lock",
            Sent::WhoHoldsLock => "ask who holds the lock",
            Sent::WhoHoldsTables => "ask who holds tables",
            Sent::FindHistory => "find the history",
            Sent::MakeHistory => "make the history",
            Sent::NewestRow => "read the newest row",
            Sent::Rows => "read the history",
            Sent::Progress => "read the progress",
            Sent::Insert => "insert a row",
            Sent::Note { is_exact: false } => "note progress",
            Sent::Note { is_exact: true } => "note the end",
            Sent::NoteBatches => "note a batch",
            Sent::SetHashes => "note another text",
            Sent::SetKind => "note another kind",
            Sent::SetUndo => "note how it is undone",
            Sent::Delete => "delete a row",
            Sent::Begin => "begin",
            Sent::Commit => "commit",
            Sent::RollBack => "roll back",
            Sent::LockTables => "lock what is dropped",
            Sent::Orphans => "look for orphans",
            Sent::WhichSession => "ask which session it is",
            Sent::IsLockHeld => "ask whether somebody has the lock",
            Sent::Lease(lease) => match lease {
                Lease::Find => "find the lease",
                Lease::Make => "make the lease",
                Lease::Add => "add the row of the lease",
                Lease::State => "ask whether the lease is free",
                Lease::Take(_) => "take the lease",
                Lease::Extend => "extend the lease of another",
                Lease::Renew(_) => "renew the lease",
                Lease::Own(_) => "ask whose the lease is",
                Lease::Others => "ask whether another has the lease",
                Lease::Free(_) => "free the lease",
                Lease::Holder => "ask who has the lease",
            },
        },
        Action::QueryBeside(_) => "ask over another connection",
        Action::CloseBeside => "close the other connection",
        Action::Wait(_) => "wait",
        Action::Clock => "look at the clock",
        Action::Tell(event) => match event {
            Event::Waiting { .. } => "tell that it waits",
            Event::MigrationBegins { .. } => "tell that a migration begins",
            Event::StepBegins { .. } => "tell that a step begins",
            Event::BatchEnds { .. } => "tell that a batch ends",
            Event::MigrationEnds { .. } => "tell that a migration ends",
        },
    })
}
