//! The table of applied migrations: its statements for each database, and its rows.

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Grade, Kind, Migration, Script, Step, VersionText};
use serde::{Deserialize, Serialize};

use crate::machine::channel::{Parameter, Row, Statement};

/// The name of the table. It holds the rows of every history that shares the database.
pub const TABLE: &str = "migrate_history";

/// A migration that was applied, or is being applied or undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its version.
    pub version: i64,
    /// What it does, in snake case.
    pub name: String,
    /// The hash of its operations.
    pub checksum: u64,
    /// Its place in the order of application, from 1.
    pub position: i64,
    /// Whether it is applied as a whole.
    pub state: State,
    /// How many steps are done, where it is not.
    pub progress: usize,
    /// How it is undone.
    pub undo: Undo,
    /// When it was applied, in the database's own words.
    pub applied_at: String,
}

/// Whether a migration is applied as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is.
    Applied,
    /// It was being applied when the run ended.
    Applying,
    /// It was being undone when the run ended.
    Undoing,
}

/// How a migration is undone, stored when it was applied: a program that no longer knows it, or knows it otherwise, can
/// undo it all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// How well that brings back what was before.
    pub grade: Grade,
    /// Why it cannot be undone, if its author said so.
    pub irreversible: Option<String>,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl Undo {
    /// What is stored for a migration on this database.
    pub fn of(migration: &Migration, script: &Script) -> Self {
        Self { grade: script.grade, irreversible: migration.irreversible.map(str::to_owned), steps: script.down.read() }
    }
}

impl Applied {
    /// `m20261122_103000_create_users`.
    pub fn id(&self) -> String {
        format!("m{}_{}", VersionText(self.version), self.name)
    }
}

impl State {
    const fn text(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Applying => "applying",
            Self::Undoing => "undoing",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Applied, Self::Applying, Self::Undoing].into_iter().find(|state| state.text() == text)
    }
}

/// The statements about one history in one database.
#[derive(Clone, Debug)]
pub struct History {
    dialect: Dialect,
    name: String,
}

impl History {
    /// The history of this name.
    pub fn new(dialect: Dialect, name: &str) -> Self {
        Self { dialect, name: name.to_owned() }
    }

    /// Returns a row if the table is there.
    pub fn find_table(&self) -> Statement {
        Statement::plain(match self.dialect {
            Dialect::Postgres => {
                // A table of that name in a later schema of the search path is another history.
                format!("SELECT 1 FROM pg_class WHERE oid = to_regclass(quote_ident(current_schema()) || '.{TABLE}')")
            }
            Dialect::MySql | Dialect::MariaDb => format!(
                "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '{TABLE}'"
            ),
            Dialect::Sqlite => format!("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '{TABLE}'"),
        })
    }

    /// Makes the table, unless it is there.
    pub fn create_table(&self) -> Statement {
        let (text, exactly, long_text, time, now, end) = match self.dialect {
            Dialect::Postgres => ("varchar(255)", "", "text", "timestamp with time zone", "CURRENT_TIMESTAMP", ""),
            Dialect::MySql | Dialect::MariaDb => (
                "varchar(255)",
                // Two histories whose names differ in case or accents alone are two.
                " COLLATE utf8mb4_bin",
                "longtext",
                "timestamp(6)",
                "CURRENT_TIMESTAMP(6)",
                " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
            ),
            Dialect::Sqlite => ("text", "", "text", "text", "(strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'))", ""),
        };
        Statement::plain(format!(
            "CREATE TABLE IF NOT EXISTS {TABLE} (
    history {text}{exactly} NOT NULL,
    version bigint NOT NULL,
    name {text} NOT NULL,
    kind varchar(10) NOT NULL,
    checksum char(16) NOT NULL,
    position bigint NOT NULL,
    state varchar(10) NOT NULL,
    progress integer NOT NULL,
    undo_steps {long_text} NOT NULL,
    applied_at {time} NOT NULL DEFAULT {now},
    milliseconds bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (history, version)
){end}"
        ))
    }

    /// Returns the rows that [`read`] reads, in order of application.
    pub fn select(&self) -> Statement {
        let as_text = |column: &str| match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => format!("CAST({column} AS text)"),
            Dialect::MySql | Dialect::MariaDb => format!("CAST({column} AS char)"),
        };
        let columns =
            ["version", "name", "checksum", "position", "state", "progress", "undo_steps", "applied_at"].map(as_text);
        // Without its table, `position` would mean the text that is selected, in whose order 10 comes before 9.
        let sql = format!(
            "SELECT {} FROM {TABLE} WHERE history = {} ORDER BY {TABLE}.position",
            columns.join(", "),
            self.placeholder(1)
        );
        Statement { sql, parameters: vec![self.own_name()] }
    }

    /// Adds a row for a migration.
    pub fn insert(&self, migration: &Migration, position: i64, state: State, undo: &Undo) -> Statement {
        let undo = serde_json::to_string(undo).expect("steps are plain data");
        let values: Vec<String> = (1..=8).map(|number| self.placeholder(number)).collect();
        let sql = format!(
            "INSERT INTO {TABLE} (history, version, name, kind, checksum, position, state, undo_steps, progress) \
             VALUES ({}, 0)",
            values.join(", ")
        );
        let parameters = vec![
            self.own_name(),
            Parameter::Integer(migration.version),
            Parameter::Text(migration.name.to_owned()),
            Parameter::Text(kind(migration.kind).to_owned()),
            Parameter::Text(format!("{:016x}", migration.checksum)),
            Parameter::Integer(position),
            Parameter::Text(state.text().to_owned()),
            Parameter::Text(undo),
        ];
        Statement { sql, parameters }
    }

    /// Notes how far a migration has come.
    pub fn update(&self, version: i64, state: State, progress: usize) -> Statement {
        let progress = i64::try_from(progress).unwrap_or(i64::MAX);
        let sets = format!("state = {}, progress = {}", self.placeholder(1), self.placeholder(2));
        self.change(&sets, vec![Parameter::Text(state.text().to_owned()), Parameter::Integer(progress)], version)
    }

    /// Notes how long a migration took.
    pub fn set_duration(&self, version: i64, milliseconds: i64) -> Statement {
        let sets = format!("milliseconds = {}", self.placeholder(1));
        self.change(&sets, vec![Parameter::Integer(milliseconds)], version)
    }

    fn change(&self, sets: &str, mut parameters: Vec<Parameter>, version: i64) -> Statement {
        let first = parameters.len() + 1;
        let (history, of_version) = (self.placeholder(first), self.placeholder(first + 1));
        let sql = format!("UPDATE {TABLE} SET {sets} WHERE history = {history} AND version = {of_version}");
        parameters.extend([self.own_name(), Parameter::Integer(version)]);
        Statement { sql, parameters }
    }

    /// Removes the row of a migration.
    pub fn delete(&self, version: i64) -> Statement {
        let (history, of_version) = (self.placeholder(1), self.placeholder(2));
        let sql = format!("DELETE FROM {TABLE} WHERE history = {history} AND version = {of_version}");
        Statement { sql, parameters: vec![self.own_name(), Parameter::Integer(version)] }
    }

    fn own_name(&self) -> Parameter {
        Parameter::Text(self.name.clone())
    }

    fn placeholder(&self, number: usize) -> String {
        if self.dialect == Dialect::Postgres { format!("${number}") } else { "?".to_owned() }
    }
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "schema",
        Kind::Data => "data",
        Kind::Code => "code",
    }
}

/// Reads a row of [`History::select`]; nothing if it was not written by this library.
pub fn read(row: &Row) -> Option<Applied> {
    let text = |index: usize| row.get(index)?.as_deref();
    Some(Applied {
        version: text(0)?.parse().ok()?,
        name: text(1)?.to_owned(),
        checksum: u64::from_str_radix(text(2)?.trim(), 16).ok()?,
        position: text(3)?.parse().ok()?,
        state: State::read(text(4)?)?,
        progress: text(5)?.parse().ok()?,
        undo: serde_json::from_str(text(6)?).ok()?,
        applied_at: text(7)?.to_owned(),
    })
}
