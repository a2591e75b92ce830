//! What the runner sends, as the simulated database understands it.

use super::super::channel::Statement;
use super::histories::Tag;

/// What a statement asks of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent<'a> {
    Version,
    ReadSetting(&'a str),
    ChangeSetting(&'a str, &'a str),
    TakeLock,
    FreeLock,
    WhoHoldsLock,
    FindHistory,
    MakeHistory,
    NewestRow,
    Rows,
    Progress,
    Insert,
    Note { is_exact: bool },
    NoteBatches,
    Delete,
    Begin,
    Commit,
    RollBack,
    Orphans,
    WhoHoldsTables,
    Work(Work, Tag),
}

/// What a statement of a migration does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    Change,
    Build,
    Drop,
    Replace,
    Add,
    Repeat,
    Batch,
    LastKey,
    FirstEnd,
    NextEnd,
    Undo,
    Evidence,
    Condition,
    Loss,
}

const WORKS: [(&str, Work); 14] = [
    ("CHANGE", Work::Change),
    ("BUILD", Work::Build),
    ("DROP", Work::Drop),
    ("REPLACE", Work::Replace),
    ("ADD", Work::Add),
    ("REPEAT", Work::Repeat),
    ("BATCH", Work::Batch),
    ("LAST_KEY", Work::LastKey),
    ("FIRST_END", Work::FirstEnd),
    ("NEXT_END", Work::NextEnd),
    ("UNDO", Work::Undo),
    ("EVIDENCE", Work::Evidence),
    ("CONDITION", Work::Condition),
    ("LOSS", Work::Loss),
];

impl Work {
    /// What the statement of a step does.
    pub fn of(sql: &str) -> Option<Self> {
        let is_verb = |(word, _): &&(&str, Self)| sql.strip_prefix(word).is_some_and(|rest| rest.starts_with(" -- "));
        WORKS.iter().find(is_verb).map(|(_, work)| *work)
    }

    /// Whether it changes something.
    pub const fn writes(self) -> bool {
        !matches!(self, Self::LastKey | Self::FirstEnd | Self::NextEnd | Self::Evidence | Self::Condition | Self::Loss)
    }
}

impl<'a> Sent<'a> {
    /// Understands a statement. One that the simulation does not know is a mistake of the simulation.
    pub fn read(statement: &'a Statement) -> Self {
        let sql = statement.sql.as_str();
        if let Some(work) = Work::of(sql) {
            let (_, tag) = sql.split_once(" -- ").expect("the histories write tags");
            return Self::Work(work, Tag::read(tag).expect("the histories write tags"));
        }
        if let Some(setting) = Self::setting(sql) {
            return setting;
        }
        // In this order: what begins like something longer comes after it.
        const BEGINNINGS: &[(&str, Sent<'static>)] = &[
            ("SELECT CAST(version", Sent::Rows),
            ("SHOW server_version", Sent::Version),
            ("SELECT VERSION(), newest", Sent::NewestRow),
            ("SELECT VERSION()", Sent::Version),
            ("SELECT sqlite_version(), newest", Sent::NewestRow),
            ("SELECT sqlite_version()", Sent::Version),
            ("SELECT current_setting('server_version'), newest", Sent::NewestRow),
            ("BEGIN", Sent::Begin),
            ("COMMIT", Sent::Commit),
            ("ROLLBACK", Sent::RollBack),
            ("PRAGMA foreign_key_check", Sent::Orphans),
            ("SELECT pg_try_advisory_lock", Sent::TakeLock),
            ("SELECT GET_LOCK", Sent::TakeLock),
            ("SELECT pg_advisory_unlock", Sent::FreeLock),
            ("SELECT RELEASE_LOCK", Sent::FreeLock),
            ("SELECT 'process '", Sent::WhoHoldsLock),
            ("SELECT CONCAT('connection ', IS_USED_LOCK", Sent::WhoHoldsLock),
            ("SELECT DISTINCT 'process '", Sent::WhoHoldsTables),
            ("SELECT DISTINCT concat('connection '", Sent::WhoHoldsTables),
            ("SELECT concat('connection '", Sent::WhoHoldsTables),
            ("CREATE TABLE IF NOT EXISTS migrate_history", Sent::MakeHistory),
            ("INSERT INTO migrate_history", Sent::Insert),
            (
                "UPDATE migrate_history SET state = ?, progress = ?, progress_is_exact = 1",
                Sent::Note { is_exact: true },
            ),
            (
                "UPDATE migrate_history SET state = $1, progress = $2, progress_is_exact = 1",
                Sent::Note { is_exact: true },
            ),
            ("UPDATE migrate_history SET state", Sent::Note { is_exact: false }),
            ("UPDATE migrate_history SET batches", Sent::NoteBatches),
            ("DELETE FROM migrate_history", Sent::Delete),
            ("SELECT state, batches", Sent::Progress),
            ("SELECT 1 FROM", Sent::FindHistory),
        ];
        let unquoted = sql.replace(['"', '`'], "");
        let found = BEGINNINGS.iter().find(|(beginning, _)| unquoted.starts_with(beginning)).map(|(_, sent)| *sent);
        found.unwrap_or_else(|| panic!("the simulated database does not know `{sql}`"))
    }

    fn setting(sql: &'a str) -> Option<Self> {
        let starts = ["PRAGMA ", "SET SESSION ", "SHOW ", "SELECT @@SESSION."];
        let rest = starts.into_iter().find_map(|start| sql.strip_prefix(start))?;
        if rest == "server_version" || rest == "foreign_key_check" {
            return None;
        }
        let change = rest.split_once(" = ").map(|(name, value)| Self::ChangeSetting(name, value.trim_matches('\'')));
        Some(change.unwrap_or(Self::ReadSetting(rest)))
    }

    /// Whether it is a matter of the session alone, which no disk and no lock can refuse.
    pub const fn is_of_session(&self) -> bool {
        matches!(self, Self::ReadSetting(_) | Self::ChangeSetting(..) | Self::RollBack | Self::FreeLock)
    }

    /// Whether it changes the schema, the rows or the history.
    pub const fn writes(&self) -> bool {
        match self {
            Self::Work(work, _) => work.writes(),
            Self::MakeHistory | Self::Insert | Self::Note { .. } | Self::NoteBatches | Self::Delete => true,
            Self::Version
            | Self::ReadSetting(_)
            | Self::ChangeSetting(..)
            | Self::TakeLock
            | Self::FreeLock
            | Self::WhoHoldsLock
            | Self::FindHistory
            | Self::NewestRow
            | Self::Rows
            | Self::Progress
            | Self::Begin
            | Self::Commit
            | Self::RollBack
            | Self::Orphans
            | Self::WhoHoldsTables => false,
        }
    }
}
