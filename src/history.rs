//! The table of applied migrations: its statements for each database, and its rows.

mod edited;
mod table;

use migrate_core::checksum::checksum;
use migrate_core::dialect::Dialect;
use migrate_core::migration::{self, Grade, Kind, Migration, Script, Step};
use serde::{Deserialize, Serialize};

use crate::machine::channel::{Parameter, Row, Statement};
pub use edited::{edited, edits};
pub use table::{DEFAULT, HistoryTable, LEASE, LEASE_TABLE};

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
    /// Whether no further step was under way when the run ended.
    pub progress_is_exact: bool,
    /// Which batches of the step after those are.
    pub batches: Option<BatchProgress>,
    /// How it is undone.
    pub undo: Undo,
    /// Whether that is what was stored.
    pub undo_is_intact: bool,
    /// The hash of this row and all before it: a history whose last one is right needs no second look.
    pub history_hash: u64,
    /// When it was applied, in the database's own words.
    pub applied_at: String,
    /// Whether its migration is not known any more, on purpose: the row only says that the database has what it made.
    pub is_tombstone: bool,
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

/// How far a step came that changes rows in batches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchProgress {
    /// The key of the last row of the last batch that is done.
    pub done: String,
    /// The key at which the last batch is to end.
    pub last: String,
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
    /// As long as it is being applied step by step, the steps that do so: a program that knows it otherwise can take them back
    /// all the same, or see what of its own text is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub begun: Vec<Step>,
}

impl Undo {
    /// What is stored for a migration on this database.
    pub fn of(migration: &Migration, script: &Script) -> Self {
        Self {
            grade: script.grade,
            irreversible: migration.irreversible.map(str::to_owned),
            steps: script.down.read(),
            begun: Vec::new(),
        }
    }

    /// As a row holds it, and the checksum of that.
    fn stored(&self) -> [Parameter; 2] {
        let text = serde_json::to_string(self).expect("steps are plain data");
        let checksum = format!("{:016x}", checksum([text.as_str()]));
        [text, checksum].map(Parameter::Text)
    }
}

impl Applied {
    /// The row of a migration that is applied after these.
    pub fn after(applied: &[Self], migration: &Migration, script: &Script) -> Self {
        let hash_before = applied.last().map_or(0, |one| one.history_hash);
        Self {
            version: migration.version,
            name: migration.name.to_owned(),
            checksum: migration.checksum,
            position: applied.iter().map(|one| one.position).max().unwrap_or(0) + 1,
            state: State::Applied,
            progress: 0,
            progress_is_exact: false,
            batches: None,
            undo: Undo::of(migration, script),
            undo_is_intact: true,
            history_hash: history_hash(hash_before, migration.version, migration.checksum),
            applied_at: String::new(),
            is_tombstone: false,
        }
    }

    /// The row as it is when the migration is begun that this script applies step by step.
    pub fn begun(&self, script: &Script) -> Self {
        Self { undo: Undo { begun: script.up.read(), ..self.undo.clone() }, ..self.clone() }
    }

    /// `m20261122_103000_create_users`.
    pub fn id(&self) -> String {
        migration::id(self.version, &self.name)
    }
}

impl State {
    /// As the table has it.
    pub const fn text(self) -> &'static str {
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
    /// It holds the rows of every history that shares it.
    table: HistoryTable,
}

impl History {
    /// The history of this name, in this table.
    pub fn new(dialect: Dialect, name: &str, table: &HistoryTable) -> Self {
        Self { dialect, name: name.to_owned(), table: table.clone() }
    }

    /// Its table.
    pub const fn table(&self) -> &HistoryTable {
        &self.table
    }

    fn table_sql(&self) -> String {
        self.table.sql(self.dialect)
    }

    /// Returns a row if the schema or database is there in which the table is to be; nothing to ask where that is the one of
    /// the connection.
    pub fn find_schema(&self) -> Option<Statement> {
        let schema = self.table.schema()?;
        Some(Statement::plain(match self.dialect {
            Dialect::Postgres => format!("SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'"),
            Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => {
                format!("SELECT 1 FROM information_schema.schemata WHERE schema_name = '{schema}'")
            }
        }))
    }

    /// Returns a row if the table is there.
    pub fn find_table(&self) -> Statement {
        self.table.find(self.dialect)
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
        let table = self.table_sql();
        Statement::plain(format!(
            "CREATE TABLE IF NOT EXISTS {table} (
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
    progress_is_exact integer NOT NULL DEFAULT 0,
    batches {long_text},
    undo_checksum char(16) NOT NULL,
    history_hash char(16) NOT NULL,
    applied_by {text} NOT NULL,
    program_version {text} NOT NULL,
    PRIMARY KEY (history, version),
    UNIQUE (history, position)
){end}"
        ))
    }

    /// Returns the rows that [`read`] reads, in order of application.
    pub fn select(&self) -> Statement {
        let as_text = |column: &str| match self.dialect {
            Dialect::Postgres | Dialect::Sqlite => format!("CAST({column} AS text)"),
            Dialect::MySql | Dialect::MariaDb => format!("CAST({column} AS char)"),
        };
        let columns = [
            "version",
            "name",
            "checksum",
            "position",
            "state",
            "progress",
            "undo_steps",
            "applied_at",
            "batches",
            "undo_checksum",
            "history_hash",
            "progress_is_exact",
            "kind",
        ]
        .map(as_text);
        // Without its table, `position` would mean the text that is selected, in whose order 10 comes before 9.
        let sql = format!(
            "SELECT {} FROM {} AS applied WHERE history = {} ORDER BY applied.position, applied.version",
            columns.join(", "),
            self.table_sql(),
            self.placeholder(1)
        );
        Statement { sql, parameters: vec![self.own_name()] }
    }

    /// Returns how each migration of the other histories in this database is undone, for [`statements_of_undo`].
    pub fn select_undo_of_others(&self) -> Statement {
        let sql = format!("SELECT undo_steps FROM {} WHERE history <> {}", self.table_sql(), self.placeholder(1));
        Statement { sql, parameters: vec![self.own_name()] }
    }

    /// Returns one row if the table is there and not empty: the version of the database, and of the migration applied
    /// last its state and its hash; also how many are applied.
    pub fn newest(&self) -> Statement {
        let (version, here) = match self.dialect {
            Dialect::Postgres => (
                "current_setting('server_version')",
                format!(" AND newest.tableoid = {}", self.table.relation(self.dialect)),
            ),
            Dialect::MySql | Dialect::MariaDb => ("VERSION()", String::new()),
            Dialect::Sqlite => ("sqlite_version()", String::new()),
        };
        let text = if matches!(self.dialect, Dialect::MySql | Dialect::MariaDb) { "char" } else { "text" };
        let table = self.table_sql();
        let sql = format!(
            "SELECT {version}, newest.state, CAST(newest.history_hash AS {text}), \
             CAST((SELECT count(*) FROM {table} WHERE history = {} AND kind <> '{TOMBSTONE}') AS {text}) \
             FROM {table} AS newest WHERE newest.history = {} AND newest.kind <> '{TOMBSTONE}'{here} \
             ORDER BY newest.position DESC, newest.version DESC LIMIT 1",
            self.placeholder(1),
            self.placeholder(2),
        );
        Statement { sql, parameters: vec![self.own_name(), self.own_name()] }
    }

    /// Adds a row for a migration, which may be about to be applied, or took so long.
    pub fn insert(
        &self,
        migration: &Migration,
        row: &Applied,
        state: State,
        milliseconds: i64,
        program_version: &str,
    ) -> Statement {
        self.insert_as(kind(migration.kind), row, state, milliseconds, program_version)
    }

    /// Adds a row for a migration that is recorded, and not carried out.
    pub fn insert_baseline(&self, row: &Applied, program_version: &str) -> Statement {
        self.insert_as("baseline", row, State::Applied, 0, program_version)
    }

    fn insert_as(
        &self,
        kind: &str,
        row: &Applied,
        state: State,
        milliseconds: i64,
        program_version: &str,
    ) -> Statement {
        let by = match self.dialect {
            Dialect::Postgres => "session_user || coalesce('@' || host(inet_client_addr()), '')",
            Dialect::MySql | Dialect::MariaDb => "USER()",
            Dialect::Sqlite => "''",
        };
        let history_hash = noted_hash(row.history_hash, state);
        let [undo, undo_checksum] = row.undo.stored();
        let parameters = vec![
            self.own_name(),
            Parameter::Integer(row.version),
            Parameter::Text(row.name.clone()),
            Parameter::Text(kind.to_owned()),
            Parameter::Text(format!("{:016x}", row.checksum)),
            Parameter::Integer(row.position),
            Parameter::Text(state.text().to_owned()),
            undo,
            undo_checksum,
            Parameter::Text(format!("{history_hash:016x}")),
            Parameter::Text(program_version.to_owned()),
            Parameter::Integer(milliseconds),
        ];
        let values: Vec<String> = (1..=parameters.len()).map(|number| self.placeholder(number)).collect();
        let sql = format!(
            "INSERT INTO {} (history, version, name, kind, checksum, position, state, undo_steps, undo_checksum, \
             history_hash, program_version, milliseconds, applied_by, progress) VALUES ({}, {by}, 0)",
            self.table_sql(),
            values.join(", ")
        );
        Statement { sql, parameters }
    }

    /// Notes how far a migration has come; the next step may be sent.
    pub fn update(&self, version: i64, state: State, progress: usize) -> Statement {
        self.set_progress(version, state, progress, 0)
    }

    /// Notes how far a migration has come; the run ends here.
    pub fn update_exactly(&self, version: i64, state: State, progress: usize) -> Statement {
        self.set_progress(version, state, progress, 1)
    }

    fn set_progress(&self, version: i64, state: State, progress: usize, is_exact: i64) -> Statement {
        let progress = i64::try_from(progress).unwrap_or(i64::MAX);
        let sets = format!(
            "state = {}, progress = {}, progress_is_exact = {is_exact}, batches = NULL",
            self.placeholder(1),
            self.placeholder(2)
        );
        self.change(&sets, vec![Parameter::Text(state.text().to_owned()), Parameter::Integer(progress)], version)
    }

    /// Notes which batches of a step are done.
    pub fn set_batches(&self, version: i64, batches: &BatchProgress) -> Statement {
        let text = serde_json::to_string(batches).expect("two texts are plain data");
        self.change(&format!("batches = {}", self.placeholder(1)), vec![Parameter::Text(text)], version)
    }

    /// Returns how far a migration has come, for [`is_at`]. SQLite.
    pub fn select_progress(&self, version: i64) -> Statement {
        let sql = format!(
            "SELECT state, batches, CAST(progress AS text), checksum FROM {} WHERE history = {} AND version = {}",
            self.table_sql(),
            self.placeholder(1),
            self.placeholder(2)
        );
        Statement { sql, parameters: vec![self.own_name(), Parameter::Integer(version)] }
    }

    /// Notes that a migration is applied as a whole, and how long that took. The steps that did so are not needed any more.
    pub fn finish(&self, row: &Applied, milliseconds: i64) -> Statement {
        let mut sets = format!(
            "state = {}, progress = {}, progress_is_exact = 0, batches = NULL, history_hash = {}, milliseconds = {}",
            self.placeholder(1),
            self.placeholder(2),
            self.placeholder(3),
            self.placeholder(4)
        );
        let mut parameters = vec![
            Parameter::Text(State::Applied.text().to_owned()),
            Parameter::Integer(0),
            Parameter::Text(format!("{:016x}", row.history_hash)),
            Parameter::Integer(milliseconds),
        ];
        // What somebody edited is not signed as what was stored.
        if row.undo_is_intact {
            sets += &format!(", undo_steps = {}, undo_checksum = {}", self.placeholder(5), self.placeholder(6));
            parameters.extend(Undo { begun: Vec::new(), ..row.undo.clone() }.stored());
        }
        self.change(&sets, parameters, row.version)
    }

    fn change(&self, sets: &str, mut parameters: Vec<Parameter>, version: i64) -> Statement {
        let first = parameters.len() + 1;
        let (history, of_version) = (self.placeholder(first), self.placeholder(first + 1));
        let table = self.table_sql();
        let sql = format!("UPDATE {table} SET {sets} WHERE history = {history} AND version = {of_version}");
        parameters.extend([self.own_name(), Parameter::Integer(version)]);
        Statement { sql, parameters }
    }

    /// Says of what kind a row is from now on.
    pub fn set_kind(&self, version: i64, kind: &str) -> Statement {
        let sets = format!("kind = {}", self.placeholder(1));
        self.change(&sets, vec![Parameter::Text(kind.to_owned())], version)
    }

    /// Notes the hash of a migration's operations, and that of the history up to it.
    pub fn set_hashes(&self, row: &Applied) -> Statement {
        let sets = format!("checksum = {}, history_hash = {}", self.placeholder(1), self.placeholder(2));
        let hashes = [row.checksum, noted_hash(row.history_hash, row.state)];
        self.change(&sets, hashes.map(|hash| Parameter::Text(format!("{hash:016x}"))).into(), row.version)
    }

    /// Notes how a migration is undone from now on.
    pub fn set_undo(&self, row: &Applied) -> Statement {
        let sets = format!("undo_steps = {}, undo_checksum = {}", self.placeholder(1), self.placeholder(2));
        self.change(&sets, row.undo.stored().into(), row.version)
    }

    /// Removes the row of a migration.
    pub fn delete(&self, version: i64) -> Statement {
        let (history, of_version) = (self.placeholder(1), self.placeholder(2));
        let table = self.table_sql();
        let sql = format!("DELETE FROM {table} WHERE history = {history} AND version = {of_version}");
        Statement { sql, parameters: vec![self.own_name(), Parameter::Integer(version)] }
    }

    fn own_name(&self) -> Parameter {
        Parameter::Text(self.name.clone())
    }

    fn placeholder(&self, number: usize) -> String {
        if self.dialect == Dialect::Postgres { format!("${number}") } else { "?".to_owned() }
    }
}

/// The kind of a row whose migration is not known any more, on purpose.
pub const TOMBSTONE: &str = "tombstone";

/// The kind of the row of a migration.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "schema",
        Kind::Data => "data",
        Kind::Code => "code",
    }
}

/// The hash of a history that ends with this migration.
pub fn history_hash(before: u64, version: i64, own: u64) -> u64 {
    let texts = [format!("{before:016x}"), version.to_string(), format!("{own:016x}")];
    checksum(texts.iter().map(String::as_str))
}

/// Whether these are the applied migrations, by what [`History::newest`] returned: the hash of the last one is that of all.
pub fn ends_with(newest: &[Row], applied: &[Applied]) -> bool {
    match applied.last() {
        Some(last) => is_newest(newest, last.state, last.history_hash, applied.len()),
        None => newest.is_empty(),
    }
}

/// Whether [`History::newest`] returned this: the state and the hash of the migration applied last, and how many are.
pub fn is_newest(newest: &[Row], state: State, hash: u64, count: usize) -> bool {
    let expected = [state.text().to_owned(), format!("{:016x}", noted_hash(hash, state)), count.to_string()].map(Some);
    newest.first().and_then(|row| row.get(1..)) == Some(&expected[..])
}

/// A hash as a row of this state holds it, and the other way round: a migration that is being applied is not yet what the rows
/// after it would follow, so that its row holds the complement.
const fn noted_hash(hash: u64, state: State) -> u64 {
    match state {
        State::Applying => !hash,
        State::Applied | State::Undoing => hash,
    }
}

/// Whether a migration of this text is where this says, by a row of [`History::select_progress`].
pub fn is_at(row: &Row, checksum: u64, state: State, steps: usize, batches: Option<&BatchProgress>) -> bool {
    let text = |index: usize| row.get(index)?.as_deref();
    let found: Option<BatchProgress> = text(1).and_then(|batches| serde_json::from_str(batches).ok());
    text(0) == Some(state.text())
        && found.as_ref() == batches
        && text(2) == Some(steps.to_string().as_str())
        && text(3).map(str::trim) == Some(format!("{checksum:016x}").as_str())
}

/// The statements in a row of [`History::select_undo_of_others`].
pub fn statements_of_undo(row: &Row) -> Vec<String> {
    let undo: Option<Undo> = row.first().cloned().flatten().and_then(|text| serde_json::from_str(&text).ok());
    undo.map_or_else(Vec::new, |undo| undo.steps.into_iter().map(|step| step.sql).collect())
}

/// Reads a row of [`History::select`]; nothing if it was not written by this library.
pub fn read(row: &Row) -> Option<Applied> {
    let value = |index: usize| row.get(index).map(Option::as_deref);
    let text = |index: usize| value(index)?;
    let number = |index: usize| u64::from_str_radix(text(index)?.trim(), 16).ok();
    let undo = text(6)?;
    let state = State::read(text(4)?)?;
    let history_hash = number(10)?;
    Some(Applied {
        version: text(0)?.parse().ok()?,
        name: text(1)?.to_owned(),
        checksum: number(2)?,
        position: text(3)?.parse().ok()?,
        state,
        progress: text(5)?.parse().ok()?,
        undo_is_intact: number(9)? == checksum([undo]),
        undo: serde_json::from_str(undo).ok()?,
        applied_at: text(7)?.to_owned(),
        batches: match value(8)? {
            Some(batches) => Some(serde_json::from_str(batches).ok()?),
            None => None,
        },
        history_hash: noted_hash(history_hash, state),
        progress_is_exact: text(11)? != "0",
        is_tombstone: text(12)? == TOMBSTONE,
    })
}
