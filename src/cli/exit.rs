//! The exit codes, and which failure has which.

use std::process::ExitCode;

/// How a command ended, for the script that called it.
///
/// 2 is what clap, like most programs, gives to a command line that cannot be understood. The codes after it each ask
/// for another answer of the script: apply, try again later, look at the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It is done, or there was nothing to do.
    Done = 0,
    /// It was refused, or failed.
    Failed = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// Migrations are pending.
    Pending = 3,
    /// Another run holds the database, or others the locks that a step needs.
    Locked = 4,
    /// A migration is half done.
    HalfDone = 5,
    /// `check` found differences.
    Different = 6,
    /// A person stopped it, and nothing is half done: as shells count a program that Ctrl-C ended.
    Stopped = 130,
}

impl Exit {
    /// Every exit code, in order.
    pub const ALL: [Self; 8] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Pending,
        Self::Locked,
        Self::HalfDone,
        Self::Different,
        Self::Stopped,
    ];

    /// What it means, for the help.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "it is done, or there was nothing to do",
            Self::Failed => "it was refused, or it failed; the message says what state things are in",
            Self::Usage => "the command line cannot be understood, or no database is named",
            Self::Pending => "migrations are pending (`status --exit-code`, `wait`)",
            Self::Locked => "another run holds the database, or others the locks it needs; try again later",
            Self::HalfDone => "a migration is half done; the message says how to go on",
            Self::Different => "the database is not what its history says (`check`)",
            Self::Stopped => "Ctrl-C stopped it, and nothing is half done",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
