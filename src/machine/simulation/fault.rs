//! What goes wrong at an action.

use std::time::Duration;

use migrate_core::dialect::Dialect;

use super::super::channel::Action;
use super::database::Refusal;
use super::statement::{Sent, Work, is_marked};

/// What goes wrong at an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The statement is refused.
    Refused,
    /// Somebody else holds a lock.
    Busy,
    /// Somebody else holds a lock, and the transaction is rolled back.
    Deadlock,
    /// The disk is full, and SQLite rolls the transaction back.
    DiskFull,
    /// Somebody else takes the locks that steps need, and holds them for a while.
    Held,
    /// The connection is lost before the statement arrives.
    LostBefore,
    /// The connection is lost before the answer arrives.
    LostAfter,
    /// The same, and the server finds out later.
    LostSilently,
    /// The process ends before the action.
    KilledBefore,
    /// The process ends after it.
    KilledAfter,
    /// The same, and the server finds out later.
    KilledSilently,
    /// The process stands still for a while.
    Asleep,
    /// The same, for longer than a lease lasts.
    Overslept,
    /// Who watches wants the run to stop.
    Stop,
}

/// Faults that are alike: each has to happen at each action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Refused,
    LostBefore,
    LostAfter,
    Killed,
    Asleep,
    Stop,
}

impl Fault {
    pub const fn class(self) -> Class {
        match self {
            Self::Refused | Self::Busy | Self::Deadlock | Self::DiskFull => Class::Refused,
            Self::LostBefore => Class::LostBefore,
            Self::LostAfter | Self::LostSilently => Class::LostAfter,
            Self::KilledBefore | Self::KilledAfter | Self::KilledSilently => Class::Killed,
            Self::Asleep | Self::Overslept | Self::Held => Class::Asleep,
            Self::Stop => Class::Stop,
        }
    }

    pub const ALL: [Self; 14] = [
        Self::Refused,
        Self::Busy,
        Self::Deadlock,
        Self::DiskFull,
        Self::Held,
        Self::LostBefore,
        Self::LostAfter,
        Self::LostSilently,
        Self::KilledBefore,
        Self::KilledAfter,
        Self::KilledSilently,
        Self::Asleep,
        Self::Overslept,
        Self::Stop,
    ];

    /// Whether it can happen there.
    pub fn can_happen(self, action: &Action, dialect: Dialect) -> bool {
        let is_sqlite = dialect == Dialect::Sqlite;
        let (Action::Execute(statement) | Action::Query(statement)) = action else {
            return match self {
                Self::Stop => matches!(action, Action::Tell(_)),
                Self::KilledBefore | Self::KilledAfter | Self::Asleep | Self::Overslept => true,
                _ => false,
            };
        };
        let sent = Sent::read(statement);
        match self {
            Self::Refused => !(sent.is_of_session() || (is_sqlite && sent == Sent::Commit)),
            Self::Busy if is_sqlite => !sent.is_of_session() && !matches!(sent, Sent::Work(Work::Undo, _)),
            Self::Busy => sent.may_wait(),
            Self::Deadlock => !is_sqlite && (sent.may_wait() || sent == Sent::Commit),
            Self::DiskFull => is_sqlite && (sent.writes() || sent == Sent::Commit),
            Self::Held => !is_sqlite,
            // Nothing helps who stands still between looking whether the lease is its own and sending what cannot be in a
            // transaction, for as long as a lease lasts.
            Self::Asleep | Self::Overslept => !(is_marked(statement) && matches!(action, Action::Execute(_))),
            Self::LostBefore | Self::LostAfter | Self::KilledBefore | Self::KilledAfter => true,
            Self::LostSilently | Self::KilledSilently => !is_sqlite,
            Self::Stop => false,
        }
    }

    /// How it refuses a statement, if it does.
    pub const fn refusal(self) -> Option<Refusal> {
        match self {
            Self::Refused => Some(Refusal::Statement),
            Self::Busy => Some(Refusal::Busy),
            Self::Deadlock => Some(Refusal::Deadlock),
            Self::DiskFull => Some(Refusal::DiskFull),
            _ => None,
        }
    }

    /// Whether the statement has its effect.
    pub const fn comes_after(self) -> bool {
        matches!(self, Self::LostAfter | Self::LostSilently | Self::KilledAfter | Self::KilledSilently)
    }

    /// Whether the server finds out later.
    pub const fn is_silent(self) -> bool {
        matches!(self, Self::LostSilently | Self::KilledSilently)
    }

    pub const fn kills(self) -> bool {
        matches!(self, Self::KilledBefore | Self::KilledAfter | Self::KilledSilently)
    }
}

/// Longer than a lease lasts.
pub const LONG: Duration = Duration::from_secs(60);

/// How long it takes a server to find out that a client is gone, or somebody to go on.
pub const WHILE: Duration = Duration::from_secs(20);
