//! Why a run stopped: what is wrong, what state things are in, what to type.

mod message;

use std::time::Duration;

use migrate_core::dialect::{Dialect, Version};

use crate::check::Finding;
pub use crate::machine::Amendment;
use crate::machine::channel::{Failure, FailureKind};
use crate::report::Report;

/// The result of what this library does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a run stopped, and what it had done by then.
#[derive(Debug)]
pub struct Error {
    reason: Box<Reason>,
    report: Box<Report>,
}

impl Error {
    pub(crate) fn new(reason: Reason, report: Report) -> Self {
        Self { reason: Box::new(reason), report: Box::new(report) }
    }

    /// What is wrong.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// What the run had done before it stopped.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

impl From<Reason> for Error {
    fn from(reason: Reason) -> Self {
        Self::new(reason, Report::default())
    }
}

impl std::error::Error for Error {}

impl Reason {
    /// What was asked of a database failed.
    pub(crate) fn of(failure: &Failure, during: impl Into<String>) -> Self {
        let (during, message) = (during.into(), failure.message.clone());
        match failure.kind {
            FailureKind::ConnectionLost => Self::ConnectionLost { during, message },
            FailureKind::Refused(cause) => Self::Database { during, message, cause },
            FailureKind::Busy | FailureKind::Stopped | FailureKind::Overtaken => {
                Self::Database { during, message, cause: None }
            }
        }
    }
}

/// What stops a run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The URL names no database that this program can reach.
    Url {
        /// What is wrong with it.
        problem: String,
    },
    /// The database cannot be reached, or refused something that the run itself needs.
    Database {
        /// What was asked of it.
        during: String,
        /// What it said.
        message: String,
        /// Why, where that is known and can be mended.
        cause: Option<Cause>,
    },
    /// The connection was lost while the run waited for the answer to something that it needs itself.
    ConnectionLost {
        /// What was asked of the database.
        during: String,
        /// What the client or the database said.
        message: String,
    },
    /// The history was not built for this database.
    NotTargeted {
        /// The database.
        database: Dialect,
        /// Those that the history was built for.
        targets: Vec<Dialect>,
    },
    /// The server is older than the history allows.
    TooOld {
        /// The database.
        database: Dialect,
        /// Its version.
        version: Version,
        /// The oldest version that the history was built for.
        minimum: Version,
    },
    /// Another run was busy for the whole time that this one was willing to wait.
    Locked {
        /// How long it waited, in seconds.
        seconds: u64,
        /// Who holds the lock, if the database says so.
        holder: Option<String>,
    },
    /// The table of applied migrations cannot be called so.
    HistoryTable {
        /// The name that was asked for.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Somebody else changed the history meanwhile.
    HistoryChanged,
    /// What the history says of a migration cannot be changed like that.
    Unamendable {
        /// The migration.
        migration: String,
        /// What was to be changed.
        amendment: Amendment,
        /// Why it cannot.
        why: Unamendable,
    },
    /// The program knows a migration again that has a tombstone.
    Tombstone {
        /// The migration.
        migration: String,
        /// When it was applied.
        applied_at: String,
    },
    /// Another run took the lease over, as this one had not renewed it in time.
    Overtaken {
        /// Who has it now, if the database says so.
        holder: Option<String>,
    },
    /// The database is reached through a pooler that gives each transaction another session.
    Pooler,
    /// The pooler through which the database is reached does not know a parameter that the client sends as it connects.
    StartupParameter {
        /// The parameter.
        name: String,
    },
    /// A setting of the database has another value than a run by lease needs.
    Setting {
        /// The setting.
        name: String,
        /// Its value.
        value: String,
        /// The value that it needs.
        needed: String,
    },
    /// A row of the history was not written by this library.
    Unreadable {
        /// The version in that row.
        version: String,
    },
    /// The rows of the history do not follow each other as they were written.
    HistoryEdited {
        /// The migration of the first row that does not.
        migration: String,
        /// What was done to them.
        edit: Edit,
    },
    /// A run ended in the middle of a migration, and this one cannot bring it to an end.
    Interrupted {
        /// The migration.
        migration: String,
        /// What was being done.
        position: Position,
        /// How many of its steps are known to be done.
        steps_done: usize,
        /// The step after those, of which it is not known; nothing where there is none, or where the program does not know
        /// it.
        next_step: Option<NextStep>,
        /// Why this run cannot.
        why: Unresumable,
    },
    /// The steps that undo a migration, stored when it was applied, were changed since.
    UndoChanged {
        /// The migration.
        migration: String,
    },
    /// A migration was changed after it was applied.
    Changed {
        /// The migration.
        migration: String,
    },
    /// A migration is applied that the program does not know.
    Unknown {
        /// The migration.
        migration: String,
        /// When it was applied.
        applied_at: String,
    },
    /// A migration is pending that is older than an applied one.
    OutOfOrder {
        /// The pending migration.
        migration: String,
        /// The newest applied one.
        applied: String,
        /// An applied one of which the order with the pending one makes a difference, or may make one.
        related: Option<String>,
    },
    /// The database knows newer migrations than the program.
    Ahead {
        /// These migrations.
        migrations: Vec<String>,
    },
    /// Everything was to be applied in one transaction, which a step cannot share.
    NotInOneTransaction {
        /// The migration.
        migration: String,
        /// What it would send.
        sql: String,
    },
    /// The version to go to is neither known nor applied.
    UnknownGoal {
        /// The version.
        version: i64,
        /// The known version nearest to it.
        nearest: Option<i64>,
    },
    /// The migration that is to stay is not applied.
    NotApplied {
        /// Its version.
        version: i64,
    },
    /// A migration that would have to stay was applied after one that would have to go.
    AppliedLater {
        /// The migration that would have to stay.
        migration: String,
        /// The one that would have to go.
        than: String,
    },
    /// No scratch database can be made to compare with.
    Scratch {
        /// What is wrong.
        problem: String,
        /// Whether it was to be made beside the database itself.
        is_beside: bool,
    },
    /// The applied migrations cannot be carried out once more in a scratch database.
    NotReplayed {
        /// What is wrong.
        problem: String,
    },
    /// A history that is to begin with a baseline has begun.
    NotEmpty {
        /// A migration that is applied.
        migration: String,
    },
    /// A database does not have what migrations make that are to be recorded as applied.
    NotAsMade {
        /// In what it differs.
        differences: Vec<Finding>,
    },
    /// Another tool left one of its migrations half done.
    ForeignUnfinished {
        /// The tool.
        tool: String,
        /// The version of the migration.
        version: String,
    },
    /// Its author said that a migration cannot be undone.
    Irreversible {
        /// The migration.
        migration: String,
        /// What its author said.
        reason: String,
    },
    /// Something that a migration says to exist already is not there, or not like that.
    Different {
        /// The migration.
        migration: String,
        /// What must be there, in words.
        expected: String,
        /// In what the database differs from it, at most six lines.
        differences: Vec<String>,
        /// What is left of the migration.
        aftermath: Aftermath,
    },
    /// The rows do not allow a step.
    Rows {
        /// The migration.
        migration: String,
        /// What was being done.
        position: Position,
        /// What has to hold.
        condition: String,
        /// Some of the rows that stand in the way.
        rows: Vec<String>,
        /// What state things are in.
        aftermath: Aftermath,
    },
    /// Undoing would throw something away.
    Loss {
        /// The migration.
        migration: String,
        /// What would be thrown away.
        what: String,
        /// How many of them there are.
        count: u64,
        /// What state things are in.
        aftermath: Aftermath,
    },
    /// Whether a migration can be undone cannot be asked before others are undone, which could not be taken back then.
    Late {
        /// The migration.
        migration: String,
        /// What has to hold, or what would be thrown away.
        condition: String,
        /// Whether it is that something would be thrown away.
        is_loss: bool,
        /// Why it cannot be asked of today's schema.
        why: String,
        /// The database.
        database: Dialect,
    },
    /// Others held locks that a step needs for the whole time that this run was willing to wait.
    Blocked {
        /// The migration.
        migration: String,
        /// The SQL of the step.
        sql: String,
        /// The tables that it locks.
        tables: Vec<String>,
        /// Who holds locks on them, if the database says so.
        holders: Vec<String>,
        /// How long the run gave way.
        waited: Duration,
        /// What state things are in.
        aftermath: Aftermath,
    },
    /// The database refused a step.
    Step {
        /// The migration.
        migration: String,
        /// What was being done.
        position: Position,
        /// Which step, from 1.
        step: usize,
        /// How many steps there are.
        steps: usize,
        /// Its SQL.
        sql: String,
        /// What the database said.
        message: String,
        /// Why, where that is known and can be mended.
        cause: Option<Cause>,
        /// What state things are in.
        aftermath: Aftermath,
    },
    /// Who watched the run wanted it to stop.
    Stopped {
        /// The migration that was under way, if one was.
        migration: Option<String>,
        /// What state it is in.
        aftermath: Aftermath,
    },
    /// A change of a table would leave rows that refer to nothing.
    ForeignKeys {
        /// The migration.
        migration: String,
        /// The tables whose rows do.
        tables: Vec<String>,
        /// What state things are in.
        aftermath: Aftermath,
    },
}

/// What was done to a history by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Edit {
    /// Rows before this one were removed.
    Missing {
        /// Their migrations.
        migrations: Vec<String>,
    },
    /// It has another version or checksum.
    Row {
        /// The migration for which it was written.
        migration: String,
        /// The SQL that puts it back.
        mend: String,
    },
    /// It has another state.
    State {
        /// The state that it has.
        is: &'static str,
        /// The state that it had.
        was: &'static str,
        /// The SQL that puts it back.
        mend: String,
    },
    /// The row was added or changed, or one before it was removed or changed.
    Unexplained,
}

/// Why a database refuses a statement that another time or another place would have allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// There is no room left on its disk.
    NoSpace,
    /// The user has not the right to do that.
    NoRight,
    /// It can only be read.
    ReadOnly,
}

/// Why the history cannot say something else of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unamendable {
    /// It is not applied.
    NotApplied,
    /// An earlier run left it in the middle.
    HalfDone,
    /// The program knows it.
    Known,
    /// The program does not know it.
    Unknown,
    /// It has a tombstone.
    Tombstone,
    /// It has no tombstone.
    NoTombstone,
    /// It was not changed since it was applied.
    Unchanged,
    /// It is half done, and what is done is not the beginning of its new text.
    OtherSteps {
        /// The first step, from 1, of which all or a part is done and that is another one there.
        step: usize,
    },
}

/// Why a run cannot bring a migration to an end that an earlier one left in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unresumable {
    /// The next step is the author's SQL, and the database does not show whether it was carried out.
    UnknownOutcome,
    /// The program does not know the migration, or knows another text of it than the one that was begun.
    Changed,
    /// It was being undone, and this run was to apply migrations.
    BeingUndone,
    /// A step that is done cannot be taken back.
    NotUndoable {
        /// Which, from 1.
        step: usize,
    },
}

/// A step of which nobody knows whether it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// Its SQL.
    pub sql: String,
    /// Whether it changes rows in batches, so that a part of them may be done.
    pub in_batches: bool,
}

/// What was being done with a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// It was being applied.
    Applying,
    /// It was being undone.
    Undoing,
}

/// What state a migration is in after it could not be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aftermath {
    /// Nothing was changed.
    Unchanged,
    /// Its finished steps were undone.
    StepsUndone,
    /// So many of its steps remain done.
    StepsRemain(usize),
    /// So many of its steps remain done, and of the next one the batches up to this key.
    PartRemains {
        /// How many steps are done.
        steps: usize,
        /// The key of the last row of the last batch.
        up_to: String,
    },
    /// None of its steps is done, but the history could not be told so.
    NotNoted,
    /// The connection is gone; the database rolls back what was not committed.
    ConnectionLost,
}
