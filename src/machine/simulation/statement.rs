//! What the runner sends, as the simulated database understands it.

use super::super::channel::Statement;
use super::super::session::SETTINGS_OF_QUERY;
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
    SetHashes,
    SetKind,
    SetUndo,
    Delete,
    Begin,
    Commit,
    RollBack,
    LockTables,
    Orphans,
    WhoHoldsTables,
    WhichSession,
    IsLockHeld,
    Lease(Lease<'a>),
    Work(Work, Tag),
}

/// What a statement asks about the lease, some of them by the name of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lease<'a> {
    Find,
    Make,
    Add,
    State,
    Take(&'a str),
    Extend,
    Renew(&'a str),
    Own(&'a str),
    Others,
    Free(&'a str),
    Holder,
}

impl<'a> Lease<'a> {
    fn read(sql: &'a str) -> Self {
        let quoted = |before: &str| {
            let (_, rest) = sql.split_once(before).expect("it names a run");
            rest.split('\'').next().unwrap_or_default()
        };
        let sets_owner = sql.starts_with("UPDATE migrate_lease SET owner");
        match sql {
            _ if sql.starts_with("CREATE TABLE") => Self::Make,
            _ if sql.starts_with("INSERT") => Self::Add,
            _ if sql.contains("'free'") => Self::State,
            _ if sets_owner && sql.contains("taken_at") => Self::Take(quoted("SET owner = '")),
            _ if sets_owner => Self::Free(quoted("WHERE owner = '")),
            _ if sql.starts_with("UPDATE migrate_lease SET expires_at") => Self::Extend,
            _ if sql.starts_with("UPDATE migrate_lease SET renewed_at") => Self::Renew(quoted("WHERE owner = '")),
            _ if sql.contains("'fresh'") => Self::Own(quoted("WHERE owner = '")),
            _ if sql.starts_with("SELECT 1 FROM migrate_lease") => Self::Others,
            _ if sql.starts_with("SELECT CONCAT") => Self::Holder,
            _ if sql.starts_with("SELECT 1 FROM") => Self::Find,
            _ => panic!("the simulated database does not know `{sql}`"),
        }
    }

    /// Whether it changes the table or its row.
    pub const fn writes(self) -> bool {
        match self {
            Self::Make | Self::Add | Self::Take(_) | Self::Extend | Self::Renew(_) | Self::Free(_) => true,
            Self::Find | Self::State | Self::Own(_) | Self::Others | Self::Holder => false,
        }
    }
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

/// What stands between the name of the run and a statement that it sends outside a transaction, or asks.
const MARK_END: &str = " */ ";

/// Whether a statement says which run sent it, that has the lease.
pub fn is_marked(statement: &Statement) -> bool {
    statement.sql.starts_with("/* ")
}

impl<'a> Sent<'a> {
    /// Understands a statement. One that the simulation does not know is a mistake of the simulation.
    pub fn read(statement: &'a Statement) -> Self {
        let sql = statement.sql.as_str();
        let sql = sql.split_once(MARK_END).filter(|_| is_marked(statement)).map_or(sql, |(_, sql)| sql);
        let sql = sql.strip_prefix(SETTINGS_OF_QUERY).unwrap_or(sql);
        if sql.contains("migrate_lease") {
            return Self::Lease(Lease::read(sql));
        }
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
            ("LOCK TABLE", Sent::LockTables),
            ("PRAGMA foreign_key_check", Sent::Orphans),
            ("SELECT pg_backend_pid()", Sent::WhichSession),
            ("SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_locks", Sent::IsLockHeld),
            ("SELECT IF(IS_USED_LOCK", Sent::IsLockHeld),
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
            ("UPDATE migrate_history SET kind", Sent::SetKind),
            ("UPDATE migrate_history SET checksum", Sent::SetHashes),
            ("UPDATE migrate_history SET undo_steps", Sent::SetUndo),
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

    /// Whether it waits for somebody else who has changed the same.
    pub const fn may_wait(&self) -> bool {
        match self {
            Self::Lease(lease) => lease.writes(),
            Self::LockTables => true,
            sent => sent.writes(),
        }
    }

    /// Whether it changes the schema, the rows or the history.
    pub const fn writes(&self) -> bool {
        match self {
            Self::Work(work, _) => work.writes(),
            Self::Lease(_) | Self::WhichSession | Self::IsLockHeld => false,
            Self::MakeHistory | Self::Insert | Self::Note { .. } | Self::NoteBatches | Self::Delete => true,
            Self::SetHashes | Self::SetKind | Self::SetUndo => true,
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
            | Self::LockTables
            | Self::Orphans
            | Self::WhoHoldsTables => false,
        }
    }
}
