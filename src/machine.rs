//! The runner's state machine: it is told what the database answered, and says what to send next. No I/O.

mod amend;
mod baseline;
mod batches;
mod blocked;
pub mod channel;
mod compensation;
mod corrected;
mod journal;
mod keeping;
mod lease;
mod literal;
mod pooler;
mod preview;
mod question;
mod resume;
mod script;
mod sending;
pub mod session;
mod shown;
mod step_by_step;
pub mod today;
mod transaction;

use std::ops::ControlFlow;
use std::time::Duration;

use migrate_core::dialect::{Dialect, Version};
use migrate_core::migration::{Migration, Migrations, Script, Step, Transaction};

use crate::error::{Aftermath, Error, Position, Reason};
use crate::event::Event;
use crate::history::{self, Applied, History, HistoryTable};
use crate::plan::{Goal, Plan, Terms, plan, plan_to_come_back, refuse_tombstones, way};
use crate::report::{Ran, Report};
pub use amend::{Amendment, amend};
pub use baseline::baseline;
use blocked::Waits;
pub use blocked::begin_statement;
use channel::{Channel, Failure, FailureKind, Statement};
use lease::Lease;
pub use literal::text_literal;
pub use preview::preview;
#[cfg(feature = "cli")]
pub use question::lock_of_dropped;
pub use resume::StepOutcome;
#[cfg(feature = "cli")]
pub use script::is_atomic;
#[cfg(feature = "cli")]
pub use sending::groups;
pub use session::Lock;
use session::Session;
pub use shown::Shown;

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Orders {
    /// The history.
    pub migrations: &'static Migrations,
    /// The table of applied migrations.
    pub table: HistoryTable,
    /// Where to end.
    pub goal: Goal,
    /// Whether undoing may throw away what rows hold.
    pub accepts_data_loss: bool,
    /// Whether a range may be undone of which not every question can be asked before anything is done.
    pub accepts_late_conditions: bool,
    /// How long to wait for another run.
    pub patience: Duration,
    /// How long to give way to those who hold locks.
    pub patience_with_locks: Duration,
    /// Whether everything is applied in one transaction, or nothing.
    pub in_one_transaction: bool,
    /// What somebody knows of the step in which an earlier run came to its end, or did about it by hand.
    pub known_outcome: Option<StepOutcome>,
    /// What was shown to somebody who agreed to it; nothing where nobody was asked.
    pub shown: Option<Shown>,
    /// What whoever starts the run says of a database whose order is not the program's.
    pub terms: Terms,
    /// What keeps other runs out.
    pub lock: Lock,
    /// Whether it is known that no pooler stands between the run and the server.
    pub is_direct: bool,
}

/// Brings a database to the goal.
pub async fn run(channel: Channel, dialect: Dialect, orders: Orders) -> Result<Report, Error> {
    if orders.goal == Goal::Newest
        && let Some(database) = finds_nothing_to_do(&channel, dialect, &orders).await?
    {
        return Ok(Report { database, ..Report::default() });
    }
    let session = Session::begin(&channel, dialect, &orders).await?;
    let mut run = Run::of(&channel, &session, orders);
    let outcome = run.reach_goal().await;
    run.end(session, outcome).await
}

/// The database and its version, if one query shows that all migrations are applied, in their order and unchanged. Where
/// it cannot be answered, as there is no history yet, the run finds out why.
async fn finds_nothing_to_do(channel: &Channel, dialect: Dialect, orders: &Orders) -> Result<Option<String>, Reason> {
    let migrations = orders.migrations;
    let hash = migrations.list.iter().fold(0, |hash, one| history::history_hash(hash, one.version, one.checksum));
    let found = channel.query(History::new(dialect, migrations.name, &orders.table).newest()).await.unwrap_or_default();
    if !history::is_newest(&found, history::State::Applied, hash, migrations.list.len()) {
        return Ok(None);
    }
    let version = found[0].first().cloned().flatten();
    let (dialect, version) = session::recognize(version.as_deref().unwrap_or_default(), dialect, migrations)?;
    Ok(Some(format!("{dialect} {version}")))
}

/// The rows of the history and the version of the database, without changing anything.
pub async fn applied(
    channel: Channel,
    dialect: Dialect,
    migrations: &'static Migrations,
    table: HistoryTable,
    patience: Duration,
) -> Result<(Dialect, Version, Vec<Applied>), Error> {
    let (dialect, version) = session::identify(&channel, dialect, migrations, patience).await?;
    let history = History::new(dialect, migrations.name, &table);
    if !has_table(&channel, &history, patience).await? {
        return Ok((dialect, version, Vec::new()));
    }
    Ok((dialect, version, read_rows(&channel, &history, patience).await?))
}

async fn has_table(channel: &Channel, history: &History, patience: Duration) -> Result<bool, Reason> {
    let found = channel.query_patiently(&history.find_table(), patience).await;
    Ok(!found.map_err(|failure| unavailable("the history", &failure, patience))?.is_empty())
}

/// The rows of the history, in order of application.
async fn read_rows(channel: &Channel, history: &History, patience: Duration) -> Result<Vec<Applied>, Reason> {
    let rows = channel.query_patiently(&history.select(), patience).await;
    let rows = rows.map_err(|failure| unavailable("the history", &failure, patience))?;
    rows.iter()
        .map(|row| {
            let version = || row.first().cloned().flatten().unwrap_or_default();
            history::read(row).ok_or_else(|| Reason::Unreadable { version: version() })
        })
        .collect()
}

/// Who watches the run wants it to stop, before a migration or in the middle of one.
fn stopped(migration: Option<&str>) -> Reason {
    Reason::Stopped { migration: migration.map(str::to_owned), aftermath: Aftermath::Unchanged }
}

/// The database refused something that the run itself needs.
fn refused(during: &str, failure: &Failure) -> Reason {
    Reason::of(failure, during)
}

/// The same of a statement that was sent as long as somebody else held a lock.
fn unavailable(during: &str, failure: &Failure, patience: Duration) -> Reason {
    match failure.kind {
        FailureKind::Busy => Reason::Locked { seconds: patience.as_secs(), holder: None },
        FailureKind::Stopped => stopped(None),
        FailureKind::ConnectionLost | FailureKind::Refused(_) | FailureKind::Overtaken => refused(during, failure),
    }
}

/// How long a run that goes through rows in batches on SQLite may be silent before it counts as ended. One that was not
/// finds that another went on, and leaves the rest to that one.
const LONGEST_BATCH: Duration = Duration::from_secs(5);

/// A run under way.
struct Run {
    /// With what each query relies on, where no session keeps it.
    channel: Channel,
    dialect: Dialect,
    version: Version,
    history: History,
    /// The lock, where it is a row.
    lease: Option<Lease>,
    orders: Orders,
    report: Report,
    /// Whether the history was empty when the run began: nobody uses its tables yet.
    is_first: bool,
    /// The last place in the order of application that a tombstone keeps; 0 where there is none.
    last_tombstone: i64,
    /// The version that is undone, and that `redo` applies again, and the hash of the history below it.
    comes_back: Option<(i64, u64)>,
}

/// Why a script was not carried out.
enum Stop {
    /// Somebody else changed the history meanwhile, and nothing was done: plan again.
    HistoryChanged,
    /// For this reason.
    Because(Reason),
}

impl From<Reason> for Stop {
    fn from(reason: Reason) -> Self {
        Self::Because(reason)
    }
}

impl Run {
    /// A run that has done nothing yet.
    fn of(channel: &Channel, session: &Session, orders: Orders) -> Self {
        Self {
            channel: session.settled(channel),
            dialect: session.dialect,
            version: session.version,
            history: History::new(session.dialect, orders.migrations.name, &orders.table),
            lease: session.lease.clone(),
            orders,
            report: Report { database: format!("{} {}", session.dialect, session.version), ..Report::default() },
            is_first: false,
            last_tombstone: 0,
            comes_back: None,
        }
    }

    /// Ends the session, and says what was done.
    async fn end(self, session: Session, outcome: Result<(), Reason>) -> Result<Report, Error> {
        let ended = session.end(&self.channel).await;
        match outcome.and(ended) {
            Ok(()) => Ok(self.report),
            Err(reason) => Err(Error::new(reason, self.report)),
        }
    }
}

impl Run {
    /// Makes the table of the history, unless it is there: a run with nothing to do needs no right to create one.
    async fn have_table(&self) -> Result<(), Reason> {
        let patience = self.orders.patience;
        if has_table(&self.channel, &self.history, patience).await? {
            return Ok(());
        }
        if let Some(find_schema) = self.history.find_schema() {
            let found = self.channel.query_patiently(&find_schema, patience).await;
            if found.map_err(|failure| unavailable("the history", &failure, patience))?.is_empty() {
                let name = self.history.table().to_string();
                let problem = format!("`{}` is not there", self.history.table().schema().unwrap_or_default());
                return Err(Reason::HistoryTable { name, problem });
            }
        }
        let created = self.channel.execute_unless_stopped(&self.history.create_table(), patience).await;
        created.map_err(|failure| unavailable("the table of applied migrations", &failure, patience))
    }

    /// Why a run that changes the history alone has not done so. Only on SQLite, where the transaction is the lock, may somebody
    /// else have changed it and the lock be this run's own.
    async fn why_unchanged(&self, stop: Stop) -> Reason {
        match stop {
            Stop::HistoryChanged => self.keep_lock().await.err().unwrap_or(Reason::HistoryChanged),
            Stop::Because(reason) => reason,
        }
    }

    async fn reach_goal(&mut self) -> Result<(), Reason> {
        self.have_table().await?;
        let (mut waits, mut done) = (Waits::NONE, 0);
        loop {
            let stop = match self.attempt().await {
                Ok(()) => return Ok(()),
                Err(stop) => stop,
            };
            let done_now = self.report.applied.len() + self.report.undone.len();
            if done_now > done {
                (waits, done) = (Waits::NONE, done_now);
            }
            match stop {
                Stop::HistoryChanged => self.keep_lock().await?,
                // A transaction that was blocked is rolled back. Steps of their own have given way already.
                Stop::Because(reason @ Reason::Blocked { waited: Duration::ZERO, .. }) => {
                    self.give_way(&mut waits, reason).await?;
                }
                Stop::Because(reason) => return Err(reason),
            }
        }
    }

    async fn attempt(&mut self) -> Result<(), Stop> {
        let rows = self.read_settled_history().await?;
        if self.orders.goal.applies() {
            refuse_tombstones(self.orders.migrations, &rows)?;
        }
        let (tombstones, applied): (Vec<Applied>, Vec<Applied>) = rows.into_iter().partition(|row| row.is_tombstone);
        self.last_tombstone = tombstones.iter().map(|row| row.position).max().unwrap_or(0);
        if let Some(edited) = history::edited(self.orders.migrations, &applied, &self.history) {
            return Err(edited.into());
        }
        self.is_first |= applied.is_empty();
        // What is undone is undone; the second attempt of a run that met another one goes on from there.
        let goal = match self.orders.goal {
            Goal::Previous if !self.report.undone.is_empty() => return Ok(()),
            Goal::Next(count) => Goal::Next(count.saturating_sub(self.report.applied.len())),
            goal => goal,
        };
        let shown = self.orders.shown.as_ref();
        if let Some(unfinished) = applied.iter().rfind(|one| one.state != history::State::Applied) {
            let way = way(unfinished, goal);
            if way.is_some_and(|way| shown.is_some_and(|shown| !shown.holds_unfinished(unfinished, way))) {
                return Err(Reason::HistoryChanged.into());
            }
            let below = applied.iter().rfind(|one| one.version != unfinished.version);
            self.comes_back = Some((unfinished.version, below.map_or(0, |one| one.history_hash)));
            self.settle(unfinished).await?;
            return Err(Stop::HistoryChanged);
        }
        let plan = self.plan(&applied, goal)?;
        if shown.is_some_and(|shown| !shown.holds(&plan)) {
            return Err(Reason::HistoryChanged.into());
        }
        self.report.ahead = plan.is_ahead;
        let staying = applied.len() - plan.undo.len();
        if let Some(first) = plan.undo.first() {
            self.comes_back = Some((first.version, applied[..staying].last().map_or(0, |one| one.history_hash)));
        }
        self.undo(&plan.undo, &applied).await?;
        let mut applied = applied[..staying].to_vec();
        if self.orders.in_one_transaction && !plan.apply.is_empty() {
            return self.apply_all_at_once(&plan.apply, &applied).await;
        }
        for migration in plan.apply {
            let row = self.apply(migration, &applied).await?;
            applied.push(row);
        }
        Ok(())
    }

    /// Plans what is left to do. What `redo` has undone comes back, whatever else is pending.
    fn plan<'a>(&self, applied: &'a [Applied], goal: Goal) -> Result<Plan<'a>, Reason> {
        let (migrations, terms) = (self.orders.migrations, self.orders.terms);
        let has_undone = !self.report.undone.is_empty();
        let Some((version, below)) = self.comes_back.filter(|_| goal == Goal::Again && has_undone) else {
            return plan(migrations, applied, goal, terms);
        };
        // Somebody else may have undone what it was built on.
        if below != 0 && applied.iter().all(|one| one.history_hash != below) {
            return Err(Reason::HistoryChanged);
        }
        plan_to_come_back(migrations, applied, version, terms)
    }

    /// The rows of the history. On SQLite, whose only lock is that of a transaction, another run may be going through the
    /// rows of a migration in batches: as long as it goes on, it gets the time that it would get for holding a lock
    /// elsewhere.
    async fn read_settled_history(&self) -> Result<Vec<Applied>, Reason> {
        let (mut waited, mut seen_at) = (Duration::ZERO, Duration::ZERO);
        let mut seen = None;
        loop {
            let applied = read_rows(&self.channel, &self.history, self.orders.patience).await?;
            let unfinished = applied.iter().rfind(|one| one.state != history::State::Applied);
            let Some(unfinished) = unfinished.filter(|_| self.dialect == Dialect::Sqlite) else { return Ok(applied) };
            if seen.as_ref() != Some(unfinished) {
                seen = Some(unfinished.clone());
                seen_at = waited;
            }
            if waited - seen_at >= LONGEST_BATCH.min(self.orders.patience) || waited >= self.orders.patience {
                return Ok(applied);
            }
            let paused = self.channel.pause(waited).await;
            waited += paused.map_err(|failure| unavailable("the history", &failure, self.orders.patience))?;
        }
    }

    /// Undoes migrations: all of them or none, where the database can.
    async fn undo(&mut self, migrations: &[&Applied], applied: &[Applied]) -> Result<(), Stop> {
        let is_together = migrations.iter().all(|one| may_share_a_transaction(&one.undo.steps));
        // What is undone first may not come back, so that all questions are asked before. A migration that is alone in its
        // transaction asks its own there.
        if migrations.len() > 1 || !is_together {
            self.ask_range(migrations, is_together).await?;
        }
        if is_together {
            if !migrations.is_empty() {
                self.undo_at_once(migrations, applied).await?;
            }
            return Ok(());
        }
        for (undone, migration) in migrations.iter().enumerate() {
            let applied = &applied[..applied.len() - undone];
            if may_share_a_transaction(&migration.undo.steps) {
                self.undo_at_once(&[migration], applied).await?;
            } else {
                self.undo_one(migration, applied).await?;
            }
        }
        Ok(())
    }

    /// Tells that a migration begins.
    ///
    /// # Errors
    /// Who watches the run wants it to stop.
    async fn tell_begin(&self, migration: &str, position: Position, steps: usize) -> Result<(), Reason> {
        let event = Event::MigrationBegins { migration: migration.to_owned(), position, steps };
        match self.channel.tell(event).await {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(stopped(None)),
        }
    }

    async fn apply(&mut self, migration: &'static Migration, applied: &[Applied]) -> Result<Applied, Stop> {
        let (row, steps) = self.prepare(migration, applied)?;
        let begin = self.channel.elapsed().await;
        self.tell_begin(&row.id(), Position::Applying, steps.len()).await?;
        if may_share_a_transaction(&steps) {
            self.apply_at_once(migration, &steps, &row, applied).await?;
        } else {
            self.apply_step_by_step(migration, &steps, &row, applied).await?;
        }
        let duration = self.channel.elapsed().await - begin;
        let (grade, steps) = (row.undo.grade, steps.len());
        self.report.applied.push(Ran { migration: row.id(), grade, steps, duration, resumed: false });
        // A run that is to stop does so before the next one.
        let _goes_on = self.channel.tell(Event::MigrationEnds { duration }).await;
        Ok(row)
    }

    /// The row of a migration in the history, if it is applied after these, and its steps.
    fn prepare(&self, migration: &'static Migration, applied: &[Applied]) -> Result<(Applied, Vec<Step>), Reason> {
        let script = script_of(self.orders.migrations, migration, self.dialect)?;
        let up = script.up.read();
        let steps = if self.is_first { plain_form(up) } else { up };
        let row = Applied::after(applied, migration, script);
        let position = row.position.max(self.last_tombstone + 1);
        Ok((Applied { position, ..row }, steps))
    }
}

/// The SQL of a migration for a database.
///
/// # Errors
/// The history is not built for it.
pub fn script_of(
    migrations: &Migrations,
    migration: &'static Migration,
    dialect: Dialect,
) -> Result<&'static Script, Reason> {
    migration.script(dialect).ok_or_else(|| not_targeted(migrations, dialect))
}

fn not_targeted(migrations: &Migrations, database: Dialect) -> Reason {
    let targets = migrations.targets.iter().map(|target| target.dialect).collect();
    Reason::NotTargeted { database, targets }
}

/// Whether a script and its row in the history can be committed together.
fn may_share_a_transaction(steps: &[Step]) -> bool {
    steps.iter().all(script::is_atomic)
}

/// The steps for tables that nobody uses yet.
pub fn plain_form(steps: Vec<Step>) -> Vec<Step> {
    let plain = |mut step: Step| match step.plain.take() {
        Some(sql) => Step { sql, transaction: Transaction::Inside, batches: None, ..step },
        None => step,
    };
    steps.into_iter().map(plain).collect()
}

/// What is being done with which migration, for messages.
#[derive(Clone, Copy)]
struct Task<'a> {
    migration: &'a str,
    position: Position,
}

fn plain(sql: &str) -> Statement {
    Statement::plain(sql)
}

#[cfg(test)]
mod simulation;
#[cfg(all(test, feature = "sqlite"))]
mod tests;
