//! What a case is about, and the runs that go with that.

use migrate_core::dialect::Dialect;

use super::super::Amendment::{Accept, Bury, Revive};
use super::command::Command::{self, Amend, Baseline, Reach};
use super::edit::Edit;
use super::histories::{Direction, Tag, shape};
use super::random::Random;
use crate::plan::Goal;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plot {
    /// Migrations are applied and undone.
    Usual,
    /// A database gets a history.
    Adopted,
    /// A part of the programs has another history.
    Edited(Edit),
}

/// A run of a case.
#[derive(Clone, Copy, Debug)]
pub struct Planned {
    pub history: usize,
    pub command: Command,
    /// Whether its program has the edited history.
    pub is_edited: bool,
}

const UP: Command = Command::UP;
const DOWN: Command = Reach(Goal::Previous);
const DOWN_TO_NOTHING: Command = Reach(Goal::Version(0));

impl Plot {
    pub fn of(random: &mut Random, dialect: Dialect) -> Self {
        match random.below(100) {
            0..10 => Self::Adopted,
            // The first one makes the table whose rows the others change.
            10..25 => Self::Edited(Edit::Deleted(version(random).max(2))),
            25..35 => Self::Edited(Edit::Rewritten(step(random, dialect))),
            _ => Self::Usual,
        }
    }

    pub const fn edit(self) -> Option<Edit> {
        match self {
            Self::Edited(edit) => Some(edit),
            Self::Usual | Self::Adopted => None,
        }
    }

    /// The newest version that is applied when the case begins.
    pub fn applied(self, random: &mut Random) -> i64 {
        let applied = random.one(&[0, 0, 1, 2, 3, 4, 5]);
        match self {
            Self::Usual => applied,
            Self::Adopted => 0,
            Self::Edited(_) if random.chance(15) => applied,
            Self::Edited(edit) => applied.max(edit.key().1),
        }
    }

    /// A run before the others.
    pub fn run_before(self, random: &mut Random) -> Planned {
        let last = version(random);
        let command = match self {
            Self::Usual => random.one(&[UP, UP, DOWN_TO_NOTHING, DOWN]),
            Self::Adopted => random.one(&[UP, Baseline(last)]),
            Self::Edited(Edit::Deleted(version)) => random.one(&[Amend(Bury, version), Amend(Bury, version), UP, DOWN]),
            Self::Edited(Edit::Rewritten(tag)) => random.one(&[UP, DOWN_TO_NOTHING, DOWN, Amend(Accept, tag.key.1)]),
        };
        self.planned(random, command)
    }

    /// One of the runs.
    pub fn run(self, random: &mut Random, applied: i64) -> Planned {
        let last = version(random);
        let command = match self {
            _ if random.chance(20) => Reach(goal(random, applied)),
            Self::Usual => Reach(goal(random, applied)),
            Self::Adopted => random.one(&[Baseline(last), Baseline(last), UP]),
            Self::Edited(Edit::Deleted(version)) => {
                random.one(&[Amend(Bury, version), Amend(Bury, version), Amend(Revive, version), UP, DOWN])
            }
            Self::Edited(Edit::Rewritten(tag)) => random.one(&[Amend(Accept, tag.key.1), Amend(Accept, tag.key.1), UP]),
        };
        self.planned(random, command)
    }

    fn planned(self, random: &mut Random, command: Command) -> Planned {
        let percent = match command {
            Amend(Bury | Accept, _) => 90,
            Amend(Revive, _) => 30,
            Reach(_) | Baseline(_) => 50,
        };
        Planned { history: 0, command, is_edited: self.edit().is_some() && random.chance(percent) }
    }
}

/// A version of the first history.
fn version(random: &mut Random) -> i64 {
    random.one(&[1, 2, 3, 4, 5])
}

/// A step of the first history.
pub fn step(random: &mut Random, dialect: Dialect) -> Tag {
    let key = (0, random.one(&[1, 2, 3, 4, 5]));
    let direction = if random.chance(70) { Direction::Up } else { Direction::Down };
    let shape = shape(dialect, key);
    let count = if direction == Direction::Up { shape.up.len() } else { shape.down.len() };
    Tag { key, direction, index: random.below(count) }
}

/// A goal that is possible where so much is applied.
pub fn goal(random: &mut Random, applied: i64) -> Goal {
    let version = random.one(&[1, 2, 3, 4, 5]).min(applied.max(1));
    match random.below(11) {
        0 | 1 => Goal::Newest,
        2 => Goal::Next(random.one(&[1, 2])),
        3 => Goal::UpTo((applied + 1).min(2)),
        4 => Goal::Previous,
        5 => Goal::DownTo(if random.chance(50) { 0 } else { version }),
        6 => Goal::Again,
        7 => Goal::Version(0),
        8 => Goal::Version(version.min(2)),
        9 => Goal::Resume,
        _ => Goal::Repair,
    }
}
