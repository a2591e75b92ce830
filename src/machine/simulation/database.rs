//! A database under the rules of its dialect: transactions, locks and sessions that end.

use std::collections::BTreeMap;
use std::time::Duration;

use migrate_core::dialect::Dialect;

use super::super::channel::{Failure, FailureKind, Parameter, Row, Statement};
use super::broken::{Bridge, Rule};
use super::change::{Wrong, change};
use super::edit::CORRECTED;
use super::histories::{Tag, step_shape};
use super::noted::{history_of, wrong_change};
use super::state::{Range, State};
use super::statement::{Sent, Work};
use crate::history::TOMBSTONE;

/// A simulated database.
#[derive(Clone, Debug)]
pub struct Database {
    pub dialect: Dialect,
    pub committed: State,
    pub now: Duration,
    sessions: BTreeMap<usize, Session>,
    opened: usize,
    /// Who holds the advisory lock.
    lock: Option<usize>,
    /// Who has written in a transaction that is open: nobody else can write meanwhile.
    writer: Option<usize>,
    /// Until when somebody else holds the locks that steps need.
    pub held_until: Duration,
    /// A step whose text is wrong, so that it is refused until that is corrected; of batches, from the second one on.
    pub wrong: Option<Tag>,
    /// Whether rows stand in the way of conditions.
    pub rows_in_the_way: bool,
    /// What must never happen, and did.
    pub violations: Vec<String>,
    /// The rule that does not hold.
    pub bridge: Bridge,
}

/// A connection.
#[derive(Clone, Debug)]
struct Session {
    open: Option<Transaction>,
    settings: BTreeMap<String, String>,
    /// What the run is called that has asked for the lease.
    owner: Option<String>,
    /// When the server finds out that the client is gone.
    ends_at: Option<Duration>,
}

#[derive(Clone, Debug)]
struct Transaction {
    /// What it sees, from its first change on; of SQLite from its begin.
    state: Option<State>,
    /// PostgreSQL: after an error it does nothing any more.
    is_aborted: bool,
}

/// How a statement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It alone.
    Statement,
    /// It alone, as somebody else holds a lock.
    Busy,
    /// With its transaction, as in a deadlock.
    Deadlock,
    /// With its transaction, as where the disk is full on SQLite.
    DiskFull,
}

impl Database {
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            committed: State::new(),
            now: Duration::ZERO,
            sessions: BTreeMap::new(),
            opened: 0,
            lock: None,
            writer: None,
            held_until: Duration::ZERO,
            wrong: None,
            rows_in_the_way: false,
            violations: Vec::new(),
            bridge: Bridge::default(),
        }
    }

    pub fn connect(&mut self) -> usize {
        self.opened += 1;
        self.sessions
            .insert(self.opened, Session { open: None, settings: BTreeMap::new(), owner: None, ends_at: None });
        self.opened
    }

    /// The connection is closed: what was not committed is rolled back, and locks are free.
    pub fn close(&mut self, id: usize) {
        if self.sessions.remove(&id).is_none() || self.bridge.rule == Some(Rule::LockOutlivesItsSession) {
            return;
        }
        if self.lock == Some(id) {
            self.lock = None;
        }
        if self.writer == Some(id) {
            self.writer = None;
        }
    }

    /// The same, but the server finds out later.
    pub fn close_later(&mut self, id: usize, after: Duration) {
        if let Some(session) = self.sessions.get_mut(&id) {
            session.ends_at = Some(self.now + after);
        }
    }

    /// Lets time pass.
    pub fn pass(&mut self, time: Duration) {
        self.now += time;
        let gone =
            |(id, session): (&usize, &Session)| session.ends_at.is_some_and(|end| end <= self.now).then_some(*id);
        let gone: Vec<usize> = self.sessions.iter().filter_map(gone).collect();
        gone.into_iter().for_each(|id| self.close(id));
    }

    /// When the last session ends whose client is gone.
    pub fn quiet_at(&self) -> Duration {
        self.sessions.values().filter_map(|session| session.ends_at).max().unwrap_or(self.now)
    }

    /// Whether a session has the advisory lock.
    pub fn has_lock(&self, id: usize) -> bool {
        self.lock == Some(id)
    }

    /// What a session is left with that must not outlive its run.
    pub fn left_behind(&self, id: usize) -> Option<String> {
        let session = self.sessions.get(&id)?;
        if session.open.is_some() {
            return Some("a transaction is left open".to_owned());
        }
        if self.lock == Some(id) {
            return Some("the lock is left taken".to_owned());
        }
        if session.owner.is_some() && self.has_lease(id) {
            return Some("the lease is left taken".to_owned());
        }
        let changed: Vec<_> = session.settings.iter().filter(|(name, value)| *value != unchanged(name)).collect();
        (!changed.is_empty()).then(|| format!("settings are left changed: {changed:?}"))
    }

    /// Refuses a statement.
    pub fn refuse(&mut self, id: usize, sent: Sent<'_>, refusal: Refusal) -> Failure {
        let is_busy = matches!(refusal, Refusal::Busy | Refusal::Deadlock);
        self.leave_index(sent, is_busy);
        if is_busy {
            self.pass(Duration::from_secs(2));
        }
        let ends_transaction = matches!(refusal, Refusal::Deadlock | Refusal::DiskFull) || sent == Sent::Commit;
        if self.dialect == Dialect::Postgres && sent != Sent::Commit {
            if let Some(open) = self.session(id).and_then(|session| session.open.as_mut()) {
                open.is_aborted = true;
            }
        } else if ends_transaction && !(self.dialect == Dialect::Sqlite && is_busy) {
            self.roll_back(id);
        }
        let kind = if is_busy { FailureKind::Busy } else { FailureKind::Refused(None) };
        Failure { message: format!("the simulation refuses it: {refusal:?}"), kind }
    }

    /// An index that was being built or dropped concurrently may be left and serve nobody.
    pub fn leave_index(&mut self, sent: Sent<'_>, is_busy: bool) {
        let Sent::Work(work, tag) = sent else { return };
        let is_there = self.committed.done(tag, self.dialect) == Some(tag.index);
        match (work, step_shape(self.dialect, tag).work) {
            // One that may not be dropped is as it was.
            (Work::Drop, _) if is_there && is_busy => {}
            (Work::Build, _) if is_there => {}
            // The inverse of a drop builds it again, and the inverse of a build drops it.
            (Work::Undo, Work::Drop) if !is_there => self.put_back(tag),
            (Work::Undo, Work::Build) if !is_there && is_busy => self.put_back(tag),
            _ => return,
        }
        self.committed.invalid.insert(tag);
    }

    /// Somebody does a step by hand, unless it is done.
    pub fn do_by_hand(&mut self, tag: Tag) {
        if self.committed.done(tag, self.dialect) == Some(tag.index) {
            let work = step_shape(self.dialect, tag).work;
            self.violations.extend(self.committed.carry_out(work, tag, Range::default(), self.dialect).err());
        }
    }

    fn put_back(&mut self, tag: Tag) {
        let _never = self.committed.take_back(tag, self.dialect);
    }

    /// Carries a statement out.
    pub fn send(&mut self, id: usize, statement: &Statement) -> Result<Vec<Row>, Failure> {
        if !self.sessions.contains_key(&id) {
            return Err(Failure { message: "the connection is gone".to_owned(), kind: FailureKind::ConnectionLost });
        }
        let sent = Sent::read(statement);
        let ends_open = matches!(sent, Sent::Commit | Sent::RollBack);
        let open = self.session(id).and_then(|session| session.open.as_ref());
        if open.is_some_and(|open| open.is_aborted) && !ends_open {
            return Err(refused("current transaction is aborted"));
        }
        let needs_lock = sent.writes() && !matches!(sent, Sent::Work(Work::Undo, _));
        if self.now < self.held_until && needs_lock && matches!(sent, Sent::Work(..)) {
            return Err(self.refuse(id, sent, Refusal::Busy));
        }
        if let Sent::Lease(lease) = sent {
            self.lease(id, lease)
        } else if sent.writes() {
            self.write(id, sent, statement).map(|()| Vec::new())
        } else {
            self.read(id, sent, statement)
        }
    }

    fn session(&mut self, id: usize) -> Option<&mut Session> {
        self.sessions.get_mut(&id)
    }

    /// A session is that of a run which is called so.
    pub fn is_called(&mut self, id: usize, owner: &str) {
        if let Some(session) = self.session(id) {
            session.owner = Some(owner.to_owned());
        }
    }

    /// Whether the run of a session has the lease.
    fn has_lease(&self, id: usize) -> bool {
        let row = self.seen(id).lease.iter().flatten().next();
        self.sessions.get(&id).is_some_and(|session| row.map(|row| &row.owner) == session.owner.as_ref())
    }

    /// Whether somebody else has written in a transaction that is open.
    pub fn is_written_by_another(&self, id: usize) -> bool {
        self.writer.is_some_and(|writer| writer != id)
    }

    /// Whether the server has not found out yet that the client of a run is gone.
    pub fn has_a_statement_running(&self, owner: &str) -> bool {
        self.sessions.values().any(|one| one.ends_at.is_some() && one.owner.as_deref() == Some(owner))
    }

    /// What a session has changed, in its transaction if it has one.
    pub fn put(&mut self, id: usize, changed: State) {
        match self.session(id).and_then(|session| session.open.as_mut()) {
            Some(open) => {
                open.state = Some(changed);
                self.writer = Some(id);
            }
            None => self.replace(changed),
        }
    }

    /// Whether a session has a transaction open.
    pub fn has_begun(&self, id: usize) -> bool {
        self.sessions.get(&id).is_some_and(|session| session.open.is_some())
    }

    /// What is told of the last of these rows that counts.
    pub fn newest_of(&self, rows: &[Row]) -> Vec<Row> {
        let version = Some(self.version().to_owned());
        let counts = |row: &&Row| row[12].as_deref() != Some(TOMBSTONE);
        let count = rows.iter().filter(counts).count().to_string();
        let newest = rows.iter().rfind(counts);
        newest.map(|row| vec![version, row[4].clone(), row[10].clone(), Some(count)]).into_iter().collect()
    }

    /// What a session sees.
    pub fn seen(&self, id: usize) -> &State {
        let open = self.sessions.get(&id).and_then(|session| session.open.as_ref());
        open.and_then(|open| open.state.as_ref()).unwrap_or(&self.committed)
    }

    fn read(&mut self, id: usize, sent: Sent<'_>, statement: &Statement) -> Result<Vec<Row>, Failure> {
        let one = |value: &str| Ok(vec![vec![Some(value.to_owned())]]);
        let own_rows = |state: &State, history: usize| {
            let rows = state.history.iter().flatten().filter(move |((of, _), _)| *of == history);
            let mut rows: Vec<_> = rows.map(|((_, version), noted)| (noted.position, noted.as_row(*version))).collect();
            rows.sort();
            rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>()
        };
        match sent {
            Sent::Version => one(self.version()),
            Sent::ReadSetting(name) => {
                let value = self.sessions[&id].settings.get(name).cloned();
                one(&value.unwrap_or_else(|| unchanged(name).to_owned()))
            }
            Sent::ChangeSetting(name, value) => {
                let is_ignored = name == "foreign_keys" && self.sessions[&id].open.is_some();
                if !is_ignored && let Some(session) = self.session(id) {
                    session.settings.insert(name.to_owned(), value.to_owned());
                }
                Ok(Vec::new())
            }
            Sent::TakeLock => {
                let is_free = self.lock.is_none_or(|holder| holder == id);
                if is_free {
                    self.lock = Some(id);
                }
                one(if is_free { "true" } else { "false" })
            }
            Sent::FreeLock => {
                self.lock = self.lock.filter(|holder| *holder != id);
                one("true")
            }
            Sent::WhoHoldsLock | Sent::WhoHoldsTables => one("somebody"),
            Sent::WhichSession => one(&id.to_string()),
            Sent::IsLockHeld => one(if self.lock.is_some() { "1" } else { "0" }),
            Sent::FindHistory => {
                Ok(if self.seen(id).history.is_some() { vec![vec![Some("1".to_owned())]] } else { Vec::new() })
            }
            Sent::NewestRow => {
                let rows = own_rows(self.seen(id), history_named_in(statement, 0));
                Ok(self.newest_of(&rows))
            }
            Sent::Rows => Ok(own_rows(self.seen(id), history_named_in(statement, 0))),
            Sent::Progress => {
                let Parameter::Integer(version) = statement.parameters[1] else { panic!("a version is a number") };
                let key = (history_named_in(statement, 0), version);
                let noted = self.seen(id).history.as_ref().and_then(|history| history.get(&key));
                Ok(noted
                    .map(|noted| {
                        let (state, progress) = (noted.state.clone(), noted.progress.to_string());
                        vec![Some(state), noted.batches.clone(), Some(progress), Some(noted.checksum.clone())]
                    })
                    .into_iter()
                    .collect())
            }
            Sent::Begin => self.begin(id).map(|()| Vec::new()),
            Sent::Commit => self.commit(id).map(|()| Vec::new()),
            Sent::RollBack => {
                if self.sessions[&id].open.is_none() && self.dialect == Dialect::Sqlite {
                    return Err(refused("no transaction is active"));
                }
                self.roll_back(id);
                Ok(Vec::new())
            }
            Sent::LockTables => {
                assert!(self.sessions[&id].open.is_some(), "such a lock ends with its statement");
                Ok(Vec::new())
            }
            Sent::Orphans => Ok(Vec::new()),
            Sent::Work(work, tag) => {
                let answer = match work {
                    Work::LastKey => self.seen(id).rows.keys().last().map(ToString::to_string),
                    Work::FirstEnd | Work::NextEnd => {
                        self.seen(id).end_of_batch(Range::read(statement)).map(|key| key.to_string())
                    }
                    Work::Condition => self.rows_in_the_way.then(|| "a row".to_owned()),
                    Work::Loss => Some(u8::from(self.rows_in_the_way).to_string()),
                    _ => self.seen(id).done(tag, self.dialect).filter(|done| *done > tag.index).map(|_| "1".to_owned()),
                };
                Ok(answer.map(|answer| vec![Some(answer)]).into_iter().collect())
            }
            _ => unreachable!("it writes"),
        }
    }

    fn write(&mut self, id: usize, sent: Sent<'_>, statement: &Statement) -> Result<(), Failure> {
        let dialect = self.dialect;
        let has_lock = if self.sessions[&id].owner.is_some() { self.has_lease(id) } else { self.lock == Some(id) };
        if dialect != Dialect::Sqlite && !has_lock {
            self.violations.push(format!("{sent:?} is sent without the lock"));
        }
        if self.is_written_by_another(id) {
            return Err(self.refuse(id, sent, Refusal::Busy));
        }
        let commits = match sent {
            Sent::Work(Work::Change | Work::Replace | Work::Undo, _) => !dialect.has_transactional_ddl(),
            Sent::MakeHistory => !dialect.has_transactional_ddl(),
            _ => false,
        };
        if commits || self.bridge.rule == Some(Rule::SchemaChangesCommit) {
            self.commit(id)?;
        }
        if let Sent::Work(Work::Build | Work::Drop, tag) = sent {
            if self.sessions[&id].open.is_some() {
                return Err(self.refuse(id, sent, Refusal::Statement));
            }
            let there_already = work_of(sent) == Some(Work::Build) && self.committed.invalid.contains(&tag);
            if there_already {
                return Err(refused("an index of that name is there already"));
            }
        }
        if let Sent::Work(work, tag) = sent
            && self.wrong == Some(tag)
            && work != Work::Undo
            && !statement.sql.ends_with(CORRECTED)
            && !(work == Work::Batch && Range::read(statement).is_first())
        {
            return Err(self.refuse(id, sent, Refusal::Statement));
        }
        let foreign_keys = self.sessions[&id].settings.get("foreign_keys").is_none_or(|value| value != "0");
        let mut changed = self.seen(id).clone();
        let outcome = change(&mut changed, sent, statement, dialect, foreign_keys);
        match outcome {
            Ok(()) => {}
            Err(Wrong::Refused(message)) => {
                self.refuse(id, sent, Refusal::Statement);
                return Err(refused(message));
            }
            Err(Wrong::Violation(message)) => {
                self.violations.push(message);
                return Err(self.refuse(id, sent, Refusal::Statement));
            }
        }
        self.put(id, changed);
        Ok(())
    }

    fn replace(&mut self, state: State) {
        let before = std::mem::replace(&mut self.committed, state);
        self.violations.extend(wrong_change(before.noted(), self.committed.noted()));
        self.violations.extend(self.committed.contradiction(self.dialect));
    }

    fn begin(&mut self, id: usize) -> Result<(), Failure> {
        if self.sessions[&id].open.is_some() {
            self.violations.push("a transaction begins in another one".to_owned());
        }
        let mut state = None;
        if self.dialect == Dialect::Sqlite {
            if self.writer.is_some_and(|writer| writer != id) {
                return Err(self.refuse(id, Sent::Begin, Refusal::Busy));
            }
            self.writer = Some(id);
            state = Some(self.committed.clone());
        }
        if let Some(session) = self.session(id) {
            session.open = Some(Transaction { state, is_aborted: false });
        }
        Ok(())
    }

    fn commit(&mut self, id: usize) -> Result<(), Failure> {
        let Some(open) = self.session(id).and_then(|session| session.open.take()) else {
            return if self.dialect == Dialect::Sqlite { Err(refused("no transaction is active")) } else { Ok(()) };
        };
        self.writer = self.writer.filter(|writer| *writer != id);
        if self.bridge.rule == Some(Rule::LockEndsWithTransaction) {
            self.lock = None;
        }
        // PostgreSQL answers that it has rolled back, which is not an error.
        if let Some(state) = open.state.filter(|_| !open.is_aborted) {
            self.replace(state);
        }
        Ok(())
    }

    fn roll_back(&mut self, id: usize) {
        if let Some(session) = self.session(id) {
            session.open = None;
        }
        self.writer = self.writer.filter(|writer| *writer != id);
    }

    const fn version(&self) -> &'static str {
        match self.dialect {
            Dialect::Postgres => "17.2",
            Dialect::MySql => "9.1.0",
            Dialect::MariaDb => "11.4.3-MariaDB",
            Dialect::Sqlite => "3.46.0",
        }
    }
}

/// The value of a setting that nobody has changed.
fn unchanged(name: &str) -> &'static str {
    if name == "standard_conforming_strings" { "on" } else { "before" }
}

fn refused(message: impl Into<String>) -> Failure {
    Failure { message: message.into(), kind: FailureKind::Refused(None) }
}

const fn work_of(sent: Sent<'_>) -> Option<Work> {
    if let Sent::Work(work, _) = sent { Some(work) } else { None }
}

/// The history that a parameter names.
pub fn history_named_in(statement: &Statement, index: usize) -> usize {
    match &statement.parameters[index] {
        Parameter::Text(name) => history_of(name),
        Parameter::Integer(_) => panic!("a history has a name"),
    }
}
