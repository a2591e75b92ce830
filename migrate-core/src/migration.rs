//! What the macro emits and the runner reads: migrations, their steps and their grades.

mod change;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::dialect::{Dialect, Target};
pub use change::{Change, Read};

/// The history of one database: every migration, in order of version.
#[derive(Debug)]
pub struct Migrations {
    /// The history's name: several histories may share one database.
    pub name: &'static str,
    /// The version of the program that holds it, as its package says; the history in the database keeps it.
    pub program_version: &'static str,
    /// The folder of its migrations, from the root of their package; nothing where they stand in one file.
    pub folder: Option<&'static str>,
    /// The databases the history is rendered for.
    pub targets: &'static [Target],
    /// The migrations, in order of version.
    pub list: &'static [&'static Migration],
    /// The schema after the last of them, as [`Schema::text`](crate::schema::Schema::text) wrote it; empty in a program
    /// without a command line.
    pub schema: &'static str,
}

impl Migrations {
    /// A history without a name and without a migration.
    pub const EMPTY: Self = Self { name: "", program_version: "", folder: None, targets: &[], list: &[], schema: "" };
}

/// One migration, evaluated while its crate was built.
#[derive(Debug)]
pub struct Migration {
    /// When it was written, as `date_time`: `20261122_103000`.
    pub version: i64,
    /// What it does, in snake case.
    pub name: &'static str,
    /// What it changes.
    pub kind: Kind,
    /// A hash of its canonical operations. Formatting and comments do not change it.
    pub checksum: u64,
    /// Why it cannot be undone, if its author said so.
    pub irreversible: Option<&'static str>,
    /// Its canonical operations.
    pub definition: Definition,
    /// Its SQL, one script for each target of the history.
    pub scripts: &'static [Script],
    /// Of which of the migrations before it in the history it shares nothing, so that their order makes no difference: the
    /// lowest bit is the one right before it. Of older ones than 128 back nothing is known.
    pub independent_of: u128,
}

/// The canonical operations of a compiled migration, as one text: [`Operations`](crate::locked::Operations).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition(&'static str);

impl Definition {
    /// No operation.
    pub const NONE: Self = Self(r#"{"up":[],"down":[]}"#);

    /// The operations of which this is the text.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The text that they were written as.
    #[must_use]
    pub const fn as_text(self) -> &'static str {
        self.0
    }
}

impl Migration {
    /// What stands for a migration that did not compile.
    pub const REFUSED: Self = Self {
        version: 0,
        name: "",
        kind: Kind::Schema,
        checksum: 0,
        irreversible: None,
        definition: Definition::NONE,
        scripts: &[],
        independent_of: 0,
    };

    /// The script for one database, if the history targets it.
    #[must_use]
    pub fn script(&self, dialect: Dialect) -> Option<&'static Script> {
        self.scripts.iter().find(|script| script.dialect == dialect)
    }
}

impl fmt::Display for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&id(self.version, self.name))
    }
}

/// What a migration is called in messages, and its file: `m20261122_103000_create_users`.
#[must_use]
pub fn id(version: i64, name: &str) -> String {
    format!("m{}_{name}", VersionText(version))
}

/// Writes a version the way file names do: `20261122_103000`.
#[derive(Clone, Copy, Debug)]
pub struct VersionText(pub i64);

impl fmt::Display for VersionText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}_{:06}", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

/// What a migration changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Tables, columns, indexes, constraints.
    Schema,
    /// Rows.
    Data,
    /// Whatever its Rust code does.
    Code,
}

/// How well a migration can be undone. Ordered: the grade of a whole is its worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// The schema before comes back, whatever the rows are.
    Exact,
    /// The schema before comes back if the rows allow it; a query tells.
    Conditional,
    /// The structure comes back, values do not.
    Lossy,
    /// It cannot be undone.
    None,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exact => "exact",
            Self::Conditional => "conditional",
            Self::Lossy => "lossy",
            Self::None => "none",
        })
    }
}

/// What a migration sends to one database.
#[derive(Debug)]
pub struct Script {
    /// The database.
    pub dialect: Dialect,
    /// How well `down` undoes `up` on this database.
    pub grade: Grade,
    /// The steps that apply the migration, in order.
    pub up: Steps,
    /// The steps that undo it, in order. Empty where nothing is to be undone or nothing can be.
    pub down: Steps,
}

/// The steps of a compiled migration, as one text in the form that the history table stores.
///
/// As constants, the steps of a thousand migrations would cost each build of their crate a second or two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps(&'static str);

impl Steps {
    /// The steps that [`Steps::text`] wrote.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// What a program holds of these steps.
    ///
    /// # Panics
    /// Never: a step consists of texts, numbers and lists, all of which JSON can say.
    #[must_use]
    pub fn text(steps: &[Step]) -> String {
        serde_json::to_string(steps).expect("JSON says every step")
    }

    /// Steps that are made while the program runs, and stay as long as it does.
    #[must_use]
    pub fn leaked(steps: &[Step]) -> Self {
        Self(String::leak(Self::text(steps)))
    }

    /// The text that they were written as.
    #[must_use]
    pub const fn as_text(self) -> &'static str {
        self.0
    }

    /// The steps.
    ///
    /// # Panics
    /// The text is none that [`Steps::text`] of this version wrote.
    #[must_use]
    pub fn read(self) -> Vec<Step> {
        serde_json::from_str(self.0).expect("the steps were written by the same version of the macro")
    }
}

/// One SQL statement, and what a careful operator wants to know before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The statement.
    pub sql: String,
    /// What is sent instead, inside the transaction, where the history is empty when the run begins: nobody uses the
    /// tables yet, so that nothing has to be done without blocking them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain: Option<String>,
    /// Whether it may run inside a transaction.
    pub transaction: Transaction,
    /// How a later run finds out whether it was carried out, if its answer never came.
    #[serde(default, skip_serializing_if = "Evidence::is_note")]
    pub evidence: Evidence,
    /// The strongest lock it takes.
    pub lock: Lock,
    /// The statements that undo this one alone, in order, or nothing where that needs the whole
    /// migration's `down`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Vec<String>>,
    /// A query that must return no row before the statement is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Query>,
    /// A query that counts what the statement throws away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discards: Option<Query>,
    /// Whether SQLite's foreign keys must be off while it runs: true for the steps of a table
    /// rebuild, whose `DROP TABLE` would otherwise delete the child rows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_foreign_keys: bool,
    /// How the rows are changed in batches, each in a transaction of its own, and not by `sql` at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batches: Option<Batches>,
    /// Whether what the statement would make is there already: it is not sent, and the condition says in what the database
    /// differs from it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_there: bool,
    /// What it changes that a question of a later step may be about. A step that undoes says so, as its database may ask
    /// that question before.
    #[serde(default = "Change::unknown", skip_serializing_if = "are_unknown")]
    pub changes: Vec<Change>,
}

#[expect(clippy::ptr_arg, reason = "serde passes what the field is")]
fn are_unknown(changes: &Vec<Change>) -> bool {
    Change::are_unknown(changes)
}

impl Step {
    /// A statement that asks nothing, locks nothing and that nothing undoes.
    #[must_use]
    pub fn new(sql: String, transaction: Transaction) -> Self {
        Self {
            sql,
            plain: None,
            transaction,
            evidence: Evidence::Note,
            lock: Lock { mode: LockMode::None, tables: Vec::new() },
            undo: None,
            condition: None,
            discards: None,
            without_foreign_keys: false,
            batches: None,
            is_there: false,
            changes: Change::unknown(),
        }
    }

    /// The same without what only a step that undoes has to say.
    #[must_use]
    pub fn without_reach(mut self) -> Self {
        self.changes = Change::unknown();
        for query in self.condition.iter_mut().chain(&mut self.discards) {
            query.reads = None;
        }
        self
    }

    /// A step for what is there already.
    #[must_use]
    pub fn there(sql: String, condition: Option<Query>, without_foreign_keys: bool) -> Self {
        let undo = Some(Vec::new());
        // Nothing is sent.
        let sent = Self::new(sql, Transaction::Inside);
        Self { undo, condition, without_foreign_keys, is_there: true, changes: Vec::new(), ..sent }
    }
}

/// A change of rows in ranges of their primary key, one after the other.
///
/// The values of the key go to the database and come from it as texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batches {
    /// How many rows one batch changes at most.
    pub size: u32,
    /// Returns the greatest key of the table: where the last batch ends, whatever is added meanwhile.
    pub last_key: String,
    /// Returns where the first batch ends. Placeholder: the greatest key.
    pub first_end: String,
    /// The first batch. Placeholder: where it ends.
    pub first: String,
    /// Returns where another batch ends. Placeholders: where the one before it ended, the greatest key.
    pub next_end: String,
    /// Another batch. Placeholders: where the one before it ended, where it ends.
    pub next: String,
}

/// Whether a statement may run inside a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transaction {
    /// It may, and is undone when the transaction is rolled back.
    Inside,
    /// It may not, or it commits by itself.
    Outside,
}

/// How a later run finds out whether a statement was carried out whose answer never came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// By the note that is committed together with it.
    #[default]
    Note,
    /// It need not know: sent once more, the statement changes nothing.
    Repeatable,
    /// By this query, which returns a row if it was.
    Query(String),
    /// It cannot: it is the author's SQL.
    Nothing,
}

impl Evidence {
    const fn is_note(&self) -> bool {
        matches!(self, Self::Note)
    }
}

/// The strongest lock that a statement takes, and on which tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// How strong it is.
    pub mode: LockMode,
    /// The tables it is held on; none where the whole database is locked.
    pub tables: Vec<String>,
}

/// The databases' own lock modes, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockMode {
    /// No lock on an existing table.
    None,
    /// PostgreSQL: blocks other schema changes, neither reads nor writes.
    ShareUpdateExclusive,
    /// PostgreSQL: blocks writes.
    Share,
    /// PostgreSQL: blocks writes and other schema changes.
    ShareRowExclusive,
    /// PostgreSQL: blocks reads and writes.
    AccessExclusive,
    /// MySQL and MariaDB: an exclusive metadata lock; reads and writes wait while it is taken.
    Metadata,
    /// SQLite: the write lock of the whole database file.
    Database,
}

impl fmt::Display for LockMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no lock",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
            Self::Metadata => "exclusive metadata lock",
            Self::Database => "database write lock",
        })
    }
}

/// A question that is asked of the rows before a step runs.
///
/// As a condition it returns one text column, one line for each offending row, at most six. As a
/// count of what is thrown away it returns one integer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// What an empty answer (condition) or a count (loss) means, in words:
    /// ``no `users.nick` is NULL``, ``values of `users.nick` ``.
    pub meaning: String,
    /// The query.
    pub sql: String,
    /// Whether the steps before this one leave the answer as it is, so that it can be asked before anything is done.
    pub at_start: bool,
    /// What it reads, under the names that this has where the query is asked; nothing where that is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Vec<Read>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_written_as_in_file_names() {
        assert_eq!(VersionText(20_261_122_103_000).to_string(), "20261122_103000");
        assert_eq!(VersionText(20_261_122_000_007).to_string(), "20261122_000007");
    }

    #[test]
    fn the_worst_grade_is_the_greatest() {
        assert_eq!([Grade::Exact, Grade::Lossy, Grade::Conditional].into_iter().max(), Some(Grade::Lossy));
    }
}
