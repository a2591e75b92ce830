//! What a run is asked to do, and of which kind it is.

use migrate_core::dialect::Dialect;

use super::super::channel::Machine;
use super::super::{Amendment, Orders, amend, baseline, run};
use super::statement::Work;
use crate::error::Error;
use crate::plan::Goal;
use crate::report::Report;

/// What a run is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Bring the database to this goal.
    Reach(Goal),
    /// Record the migrations up to this version.
    Baseline(i64),
    /// Change what the history says of the migration of this version.
    Amend(Amendment, i64),
}

/// The kind of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Up,
    UpSteps,
    UpTo,
    Down,
    DownTo,
    Redo,
    To,
    Resume,
    Repair,
    Baseline,
    Tombstone,
    Revive,
    AcceptChange,
}

impl Kind {
    pub const ALL: [Self; 13] = [
        Self::Up,
        Self::UpSteps,
        Self::UpTo,
        Self::Down,
        Self::DownTo,
        Self::Redo,
        Self::To,
        Self::Resume,
        Self::Repair,
        Self::Baseline,
        Self::Tombstone,
        Self::Revive,
        Self::AcceptChange,
    ];

    /// Kinds that have to be met at once, in the order of the kinds.
    pub const AT_ONCE: [(Self, Self); 9] = [
        (Self::Up, Self::Baseline),
        (Self::Baseline, Self::Baseline),
        (Self::Up, Self::Tombstone),
        (Self::Down, Self::Tombstone),
        (Self::Tombstone, Self::Tombstone),
        (Self::Up, Self::Revive),
        (Self::Tombstone, Self::Revive),
        (Self::Up, Self::AcceptChange),
        (Self::AcceptChange, Self::AcceptChange),
    ];
}

impl Command {
    pub const UP: Self = Self::Reach(Goal::Newest);

    /// What the orders of such a run say of a goal.
    pub const fn goal(self) -> Goal {
        match self {
            Self::Reach(goal) => goal,
            Self::Baseline(version) => Goal::UpTo(version),
            Self::Amend(..) => Goal::Newest,
        }
    }

    /// The run.
    pub fn machine(self, dialect: Dialect, orders: Orders) -> Machine<'static, Result<Report, Error>> {
        match self {
            Self::Reach(_) => Machine::new(|channel| run(channel, dialect, orders)),
            Self::Baseline(version) => Machine::new(move |channel| baseline(channel, dialect, orders, version)),
            Self::Amend(amendment, version) => {
                Machine::new(move |channel| amend(channel, dialect, orders, version, amendment))
            }
        }
    }

    /// Whether it may send this of a migration. What is left of a step that failed is dropped before another text goes on.
    pub const fn may_send(self, work: Work) -> bool {
        match self {
            Self::Reach(_) => true,
            Self::Amend(Amendment::Accept, _) => !work.writes() || matches!(work, Work::Undo),
            Self::Baseline(_) | Self::Amend(..) => false,
        }
    }

    pub const fn kind(self) -> Kind {
        match self {
            Self::Reach(goal) => match goal {
                Goal::Newest => Kind::Up,
                Goal::Next(_) => Kind::UpSteps,
                Goal::UpTo(_) => Kind::UpTo,
                Goal::Previous => Kind::Down,
                Goal::DownTo(_) => Kind::DownTo,
                Goal::Again => Kind::Redo,
                Goal::Version(_) => Kind::To,
                Goal::Resume => Kind::Resume,
                Goal::Repair => Kind::Repair,
            },
            Self::Baseline(_) => Kind::Baseline,
            Self::Amend(Amendment::Bury, _) => Kind::Tombstone,
            Self::Amend(Amendment::Revive, _) => Kind::Revive,
            Self::Amend(Amendment::Accept, _) => Kind::AcceptChange,
        }
    }
}
