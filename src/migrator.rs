//! What a program calls to bring its database to where its migrations are.

use std::borrow::Cow;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;
use tracing::Instrument as _;

use crate::Database;
use crate::adopt::{self, Adoption};
use crate::check::{self, Check};
use crate::driver::{Driver, drive};
use crate::error::{Reason, Result};
use crate::event::{Event, Listener};
use crate::history::{self, HistoryTable};
use crate::machine::{self, Amendment, Lock, Orders, Shown, StepOutcome};
use crate::owner;
use crate::plan::{Goal, Terms};
use crate::preview::Plan;
use crate::report::Report;
use crate::status::Status;
use crate::trace;

/// Applies and undoes the migrations of one history.
///
/// One run at a time: another one waits, by default for a minute. On PostgreSQL and SQLite a migration and its row in
/// the history are committed together or not at all. On MySQL and MariaDB, which commit every schema change at once,
/// each step is noted as it is done, and where one fails, those before it are undone by their own inverses; a data migration
/// is committed together there too. What is changed in batches is committed batch by batch everywhere.
///
/// A run tells `tracing` of itself: the span `migrate` with the name of the history, in it a span `migration` for each one,
/// and at the level DEBUG the SQL of each step. It does not tell URLs and errors.
#[derive(Clone)]
pub struct Migrator {
    migrations: &'static Migrations,
    accepts_data_loss: bool,
    accepts_late_conditions: bool,
    patience: Duration,
    patience_with_locks: Duration,
    terms: Terms,
    in_one_transaction: bool,
    locks_by_lease: bool,
    listener: Option<Listener>,
    accepts_differences: bool,
    scratch: Option<String>,
    table: Cow<'static, str>,
}

impl fmt::Debug for Migrator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator")
            .field("history", &self.migrations.name)
            .field("accepts_data_loss", &self.accepts_data_loss)
            .field("accepts_late_conditions", &self.accepts_late_conditions)
            .field("terms", &self.terms)
            .field("patience", &self.patience)
            .field("patience_with_locks", &self.patience_with_locks)
            .field("in_one_transaction", &self.in_one_transaction)
            .field("locks_by_lease", &self.locks_by_lease)
            .finish_non_exhaustive()
    }
}

impl Migrator {
    /// A migrator for the history that `migrations!` made.
    #[must_use]
    pub const fn new(migrations: &'static Migrations) -> Self {
        Self {
            migrations,
            accepts_data_loss: false,
            accepts_late_conditions: false,
            patience: Duration::from_mins(1),
            patience_with_locks: Duration::from_mins(10),
            terms: Terms { refuses_newer: false, accepts_out_of_order: false },
            in_one_transaction: false,
            locks_by_lease: false,
            listener: None,
            accepts_differences: false,
            scratch: None,
            table: Cow::Borrowed(history::DEFAULT),
        }
    }

    /// The table in which the history is kept, `migrate_history` unless it is called otherwise: `"audit.migrations"` lies in
    /// the schema `audit` on PostgreSQL, in the database of that name on MySQL and MariaDB, which must be there. SQLite has no
    /// schemas.
    ///
    /// Whatever works on this history has to be told the same: the services, the command line, and
    /// [`check`](Self::check). Several tables in one database are several histories; runs wait for each other all the same.
    #[must_use]
    pub fn history_table(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.table = name.into();
        self
    }

    /// Accepts that undoing throws away what was written since: rows of a table, values of a column that `up` made.
    ///
    /// Otherwise they are counted before anything is undone, and again right before the step. On PostgreSQL a table is
    /// locked from then on until it is dropped, and SQLite has no other writers meanwhile; on MySQL and MariaDB, and where a
    /// column is dropped, what somebody writes between the count and the drop is not seen.
    #[must_use]
    pub const fn accept_data_loss(mut self) -> Self {
        self.accepts_data_loss = true;
        self
    }

    /// Accepts that what the rows must allow is asked on the way, where several migrations are undone and today's schema
    /// cannot answer: a column that it is about comes back only when a later migration is undone.
    ///
    /// Every other question is asked before anything is done, through the renames since. Where the whole range is undone in
    /// one transaction, as mostly on PostgreSQL and SQLite, an answer on the way changes nothing either, and this is not needed.
    /// Elsewhere the migrations that were undone by then stay undone, and [`Error::report`](crate::Error::report) tells which.
    #[must_use]
    pub const fn accept_late_conditions(mut self) -> Self {
        self.accepts_late_conditions = true;
        self
    }

    /// Accepts that a database does not have what the migrations make that [`Migrator::baseline`] records: it is not compared.
    #[must_use]
    pub const fn accept_differences(mut self) -> Self {
        self.accepts_differences = true;
        self
    }

    /// Where scratch databases are made to compare with: on the server of this URL, of the same version, and not beside the
    /// database, for which not everybody has the right.
    #[must_use]
    pub fn scratch(mut self, url: impl Into<String>) -> Self {
        self.scratch = Some(url.into());
        self
    }

    /// Makes an error of a database that knows newer migrations than this program, which does nothing then.
    ///
    /// While a new version of a program is being deployed that is as it should be, and a run says [`Report::ahead`]. Where
    /// an old program must not start on a newer schema, this stops it.
    #[must_use]
    pub const fn refuse_newer(mut self) -> Self {
        self.terms.refuses_newer = true;
        self
    }

    /// Applies also a pending migration that is older than applied ones, as after two branches were merged, where the build
    /// knows that their order makes no difference: they name no table, view or other object in common, and hold no SQL of
    /// which nobody can tell. All others are refused as without this.
    ///
    /// Undoing goes in the reverse order of application all the same.
    #[must_use]
    pub const fn accept_out_of_order(mut self) -> Self {
        self.terms.accepts_out_of_order = true;
        self
    }

    /// How long to wait while another run is busy. On SQLite a run that goes through rows in batches looks to others like one
    /// that was interrupted, so that they wait before they say so.
    #[must_use]
    pub const fn wait_for_others(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// How long to try again while others hold locks that a step needs, ten minutes by default.
    ///
    /// A schema change that waits for a lock holds up everybody who comes after it, readers too, and a change of rows that
    /// waits for one of them holds those that it has changed. So a step, SQL of your own too, waits for two seconds on
    /// PostgreSQL, a change of rows for ten, and either for five on MySQL and MariaDB; it gives way, and is tried again after
    /// pauses that grow up to half a minute. A change of many rows begins anew then, unless it is in batches.
    #[must_use]
    pub const fn wait_for_locks(mut self, patience: Duration) -> Self {
        self.patience_with_locks = patience;
        self
    }

    /// Applies what is pending in one transaction: all of it or, where something fails, nothing. Meant for new databases,
    /// where it saves the wait for the disk that each commit is.
    ///
    /// Every lock is kept until the end, so that on a database in use all who need those tables wait for the whole run. On
    /// a new database an index is built inside the transaction, as nobody uses its table yet.
    ///
    /// A run is refused where a step cannot share a transaction: an index built without locking writers, rows changed in
    /// batches, and every schema change on MySQL and MariaDB, which commit it at once
    /// (<https://dev.mysql.com/doc/refman/9.4/en/implicit-commit.html>).
    #[must_use]
    pub const fn single_transaction(mut self) -> Self {
        self.in_one_transaction = true;
        self
    }

    /// Keeps other runs out by a row, and not by a lock of the session: for a database that is reached through a pooler which
    /// gives each transaction another session, as PgBouncer in the mode `transaction`, or where such locks are not to be had.
    ///
    /// The row is that of the table `migrate_lease` beside the history. A run has it for 45 seconds and renews it with all that
    /// it does; each transaction begins by looking whether it still has it, and a transaction that is open keeps it. So a run
    /// that stood still and was overtaken changes nothing any more, and says
    /// [`Reason::Overtaken`](crate::error::Reason::Overtaken). A statement that cannot be in a transaction, as one that builds an
    /// index concurrently, keeps the row too as long as it runs: whoever waits sees it among the statements of the server, as the
    /// same user or with the right to see those of others. A run gives the row back when it ends; where its process was killed, or
    /// the future of the run dropped, others wait until its time is over.
    ///
    /// Runs by lease and runs by the lock of a session wait for each other. On SQLite, whose lock is that of a transaction, this
    /// changes nothing.
    ///
    /// On PostgreSQL such a run changes settings for its own transactions alone. A statement that cannot be in one has those of its
    /// session: a `statement_timeout` that the role has ends it, so that it should have none.
    #[must_use]
    pub const fn lock_by_lease(mut self) -> Self {
        self.locks_by_lease = true;
        self
    }

    /// Tells a function what a run is doing while it goes on, and stops the run where the function says
    /// [`ControlFlow::Break`].
    ///
    /// A run that is to stop finishes the statement that it has sent, and takes back what it had done of the migration
    /// that is under way: by its transaction, or by the inverse of each finished step. What cannot be taken back stays,
    /// and the error says so. The function is called by the run itself: it should return at once. Where it panics, the run stops
    /// in the same way, and the panic goes on when it has.
    ///
    /// ```
    /// # use migrate::prelude::*;
    /// # struct CreateTeams;
    /// # #[migration(version = 20261122_101500)]
    /// # impl Migration for CreateTeams {
    /// #     fn up(schema: &mut Schema) {
    /// #         schema.create_table("teams").columns([id(), string("name")]);
    /// #     }
    /// # }
    /// # migrate::migrations![CreateTeams];
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> migrate::Result<()> {
    /// use std::ops::ControlFlow;
    ///
    /// let migrator = migrate::Migrator::new(&MIGRATIONS).on_event(|event| {
    ///     if let migrate::Event::StepBegins { sql, .. } = event {
    ///         println!("{sql}");
    ///     }
    ///     ControlFlow::Continue(())
    /// });
    /// # let db = migrate::Database::connect("sqlite::memory:").await?;
    /// migrator.up(&db).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_event(mut self, listener: impl Fn(&Event) -> ControlFlow<()> + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(listener));
        self
    }

    /// Applies every migration that is pending, the oldest first.
    ///
    /// Does nothing where all are applied; where the database also has newer ones that this program does not know, the
    /// report says [`Report::ahead`].
    ///
    /// # Errors
    /// The history contradicts the program (a migration changed after it was applied, or is missing, or would be
    /// applied below a newer one, unless [`Migrator::accept_out_of_order`] helps), the rows do not allow a step, or the database refuses one. What was applied before
    /// stays applied; [`Error::report`](crate::Error::report) tells.
    pub async fn up(&self, db: &Database) -> Result<Report> {
        self.run(db, Goal::Newest).await
    }

    /// Applies the pending migrations up to this version, the oldest first, and undoes none.
    ///
    /// # Errors
    /// As [`Migrator::up`], and where no migration has this version.
    pub async fn up_to(&self, db: &Database, version: i64) -> Result<Report> {
        self.run(db, Goal::UpTo(version)).await
    }

    /// Applies so many of the pending migrations, the oldest first.
    ///
    /// # Errors
    /// As [`Migrator::up`].
    pub async fn up_steps(&self, db: &Database, count: usize) -> Result<Report> {
        self.run(db, Goal::Next(count)).await
    }

    /// Undoes the migration that was applied last, by the steps that were stored when it was applied.
    ///
    /// # Errors
    /// Its author said that it cannot be undone, the rows do not allow it, or it would throw something away and
    /// [`Migrator::accept_data_loss`] was not called. Then nothing is changed.
    pub async fn down(&self, db: &Database) -> Result<Report> {
        self.run(db, Goal::Previous).await
    }

    /// Undoes the migrations that were applied after this one, which stays, and applies none; 0 undoes all.
    ///
    /// # Errors
    /// As [`Migrator::to`], and where the migration is not applied.
    pub async fn down_to(&self, db: &Database, version: i64) -> Result<Report> {
        self.run(db, Goal::DownTo(version)).await
    }

    /// Undoes the migration that was applied last, by the steps stored when it was applied, and applies it as it is written
    /// now: for one that is still being worked on.
    ///
    /// # Errors
    /// As [`Migrator::down`] and [`Migrator::up`]. Where it cannot be applied, it stays undone.
    pub async fn redo(&self, db: &Database) -> Result<Report> {
        self.run(db, Goal::Again).await
    }

    /// Applies and undoes migrations until those up to this version are applied and no others; 0 undoes all.
    ///
    /// # Errors
    /// As [`Migrator::up`] and [`Migrator::down`], and where no migration has this version. If the author of one of those
    /// to undo said that it cannot be, or the rows stand in the way of one, none is undone; nor where that cannot be asked
    /// before others are undone and they cannot all share a transaction, unless [`Migrator::accept_late_conditions`] was called.
    pub async fn to(&self, db: &Database, version: i64) -> Result<Report> {
        self.run(db, Goal::Version(version)).await
    }

    /// What is applied and what is pending. Changes nothing.
    ///
    /// # Errors
    /// The history is not built for this database, or cannot be read.
    pub async fn status(&self, db: &Database) -> Result<Status> {
        let mut connection = db.connection().await?;
        let status = self.status_on(&mut connection).await;
        connection.give_back();
        status
    }

    /// What a run to this goal would do, and what undoing would throw away. Changes nothing, and takes no lock.
    ///
    /// # Errors
    /// As the run itself, as far as that depends on the history alone.
    pub async fn plan(&self, db: &Database, goal: Goal) -> Result<Plan> {
        let mut connection = db.connection().await?;
        let planned = self.plan_on(&mut connection, goal).await;
        connection.give_back();
        planned
    }

    /// Goes on with a migration that an earlier run left in the middle, in the direction in which it was going.
    ///
    /// [`Migrator::up`] does so too where it was being applied, and [`Migrator::down`] where it was being undone. What
    /// became of the step that was under way is found out from the database. Does nothing where nothing was left.
    ///
    /// # Errors
    /// [`Reason::Interrupted`](crate::error::Reason::Interrupted) where that step is SQL of the author's of which nobody
    /// knows whether it was carried out, or where the program does not know the migration that was begun; else as
    /// [`Migrator::up`] and [`Migrator::down`].
    pub async fn resume(&self, db: &Database) -> Result<Report> {
        self.run(db, Goal::Resume).await
    }

    /// The same, for somebody who has looked whether the step that was under way was carried out, or who did the next step by
    /// hand: with [`StepOutcome::Done`] the run goes on after it, also where the database shows that it was not carried out.
    ///
    /// # Errors
    /// As [`Migrator::resume`].
    pub async fn resume_after(&self, db: &Database, outcome: StepOutcome) -> Result<Report> {
        self.run_knowing(db, Goal::Resume, Some(outcome)).await
    }

    /// Takes a migration back to where it began that an earlier run left in the middle: the finished steps are undone by
    /// their own inverses, as they were when it was begun. Does nothing where nothing was left.
    ///
    /// # Errors
    /// [`Reason::Interrupted`](crate::error::Reason::Interrupted) where nobody knows whether the step that was under way was
    /// carried out, or where a finished step cannot be taken back by itself; then those before it remain done.
    pub async fn repair(&self, db: &Database) -> Result<Report> {
        self.run(db, Goal::Repair).await
    }

    /// The same, for somebody who has looked whether the step that was under way was carried out.
    ///
    /// # Errors
    /// As [`Migrator::repair`].
    pub async fn repair_after(&self, db: &Database, outcome: StepOutcome) -> Result<Report> {
        self.run_knowing(db, Goal::Repair, Some(outcome)).await
    }

    /// Whether the database is what its history says: the applied migrations beside those that the program knows, and the
    /// schema beside what they make. Changes nothing in it.
    ///
    /// The migrations are carried out in a scratch database, which is made beside this one and dropped afterwards (SQLite: a
    /// temporary file), and the two are asked the same questions. So each is compared in the words of the database itself, and
    /// what a server makes of a default or a view is the same on both sides. What another history in the database can undo, an
    /// extension brought, or a tool keeps its own history in, is no difference; nor are rights, owners, storage options, the
    /// order of columns, and schemas in which the history has nothing.
    ///
    /// # Errors
    /// No scratch database can be made, for which there is [`Migrator::scratch`]; or the migrations cannot be carried out in one.
    pub async fn check(&self, db: &Database) -> Result<Check> {
        check::check(self, db).await
    }

    /// The same without the schema.
    ///
    /// # Errors
    /// The history is not built for this database, or cannot be read.
    pub async fn check_history(&self, db: &Database) -> Result<Check> {
        check::check_history(self, db).await
    }

    /// Records the migrations up to this version as applied, and carries none of them out: for a database that has what they
    /// make, as another tool or a copy brought it there. It is compared first, as by [`Migrator::check`]. What is recorded is
    /// never undone, as nothing tells what was there before.
    ///
    /// # Errors
    /// A migration of this history is applied already, no migration has this version, or the database does not have what the
    /// migrations make and [`Migrator::accept_differences`] was not called.
    pub async fn baseline(&self, db: &Database, version: i64) -> Result<Report> {
        if !self.migrations.list.iter().any(|one| one.version == version) {
            let nearest =
                self.migrations.list.iter().map(|one| one.version).min_by_key(|other| other.abs_diff(version));
            return Err(Reason::UnknownGoal { version, nearest }.into());
        }
        if !self.accepts_differences {
            check::refuse_differences(self, db, version).await?;
        }
        let mut connection = db.connection().await?;
        let dialect = connection.dialect();
        let orders = self.orders(Goal::UpTo(version), None, dialect)?;
        let outcome = drive(&mut connection, self.listener.as_ref(), |channel| {
            machine::baseline(channel, dialect, orders, version)
        })
        .await;
        if outcome.is_ok() || dialect == Dialect::Sqlite {
            connection.give_back();
        }
        outcome
    }

    /// Gives a migration a tombstone that is applied and that the program does not know any more, as it was deleted on purpose.
    /// From then on it counts neither as applied nor as pending and is not undone; the database keeps what it made, which
    /// [`Migrator::check`] shows as something that no migration makes.
    ///
    /// # Errors
    /// The program knows the migration, or it is not applied, or half done.
    pub async fn tombstone(&self, db: &Database, version: i64) -> Result<Report> {
        self.amend(db, version, Amendment::Bury, None).await
    }

    /// Takes the tombstone of a migration away: it is applied again.
    ///
    /// # Errors
    /// It has none.
    pub async fn revive(&self, db: &Database, version: i64) -> Result<Report> {
        self.amend(db, version, Amendment::Revive, None).await
    }

    /// Has a migration count as applied with the text that the program knows, though it was changed after it was applied:
    /// for a change that makes the same. Carries nothing out; it is still undone by the steps that were stored when it was
    /// applied, and [`Migrator::check`] shows in what the database differs from what the new text makes.
    ///
    /// A migration that is half done, as its text was wrong and could not be carried out, goes on with its new text from
    /// where it stands, with the next [`Migrator::up`] or [`Migrator::resume`]. The steps that are done must be the first ones
    /// of the new text too. A change in batches of which a part is done must go through the same table: the rows that it has
    /// met stay as they are, and the others are changed as it is written now.
    ///
    /// # Errors
    /// The program does not know the migration, or it is not applied, or not changed; or it is half done, and what is done is
    /// not how the new text begins.
    pub async fn accept_change(&self, db: &Database, version: i64) -> Result<Report> {
        self.amend(db, version, Amendment::Accept, None).await
    }

    /// The same for a migration that is half done, by somebody who has looked whether the step that was under way was carried
    /// out.
    ///
    /// # Errors
    /// As [`Migrator::accept_change`].
    pub async fn accept_change_after(&self, db: &Database, version: i64, outcome: StepOutcome) -> Result<Report> {
        self.amend(db, version, Amendment::Accept, Some(outcome)).await
    }

    pub(crate) async fn amend(
        &self,
        db: &Database,
        version: i64,
        amendment: Amendment,
        known_outcome: Option<StepOutcome>,
    ) -> Result<Report> {
        let mut connection = db.connection().await?;
        let outcome = self.amend_on(&mut connection, version, amendment, known_outcome).await;
        if outcome.is_ok() || connection.dialect() == Dialect::Sqlite {
            connection.give_back();
        }
        outcome
    }

    pub(crate) async fn amend_on(
        &self,
        driver: &mut impl Driver,
        version: i64,
        amendment: Amendment,
        known_outcome: Option<StepOutcome>,
    ) -> Result<Report> {
        let dialect = driver.dialect();
        let orders = self.orders(Goal::Newest, known_outcome, dialect)?;
        drive(driver, self.listener.as_ref(), |channel| machine::amend(channel, dialect, orders, version, amendment))
            .await
    }

    /// Reads the schema of a database that is older than its history, and writes it down as the statements of a first
    /// migration, each of which says that something is there already. Changes nothing.
    ///
    /// # Errors
    /// The history is not built for this database, the database refuses a question, or another tool left a migration half
    /// done.
    pub async fn adopt(&self, db: &Database) -> Result<Adoption> {
        adopt::adopt(self, db).await
    }

    pub(crate) const fn migrations(&self) -> &'static Migrations {
        self.migrations
    }

    /// A migrator of other migrations that tells the same listener.
    pub(crate) fn of(&self, migrations: &'static Migrations) -> Self {
        Self { listener: self.listener.clone(), locks_by_lease: self.locks_by_lease, ..Self::new(migrations) }
    }

    pub(crate) fn scratch_url(&self) -> Option<&str> {
        self.scratch.as_deref()
    }

    pub(crate) const fn patience(&self) -> Duration {
        self.patience
    }

    #[cfg(feature = "cli")]
    pub(crate) const fn on_terms(mut self, terms: Terms) -> Self {
        self.terms = terms;
        self
    }

    async fn run(&self, db: &Database, goal: Goal) -> Result<Report> {
        self.run_knowing(db, goal, None).await
    }

    pub(crate) fn orders(
        &self,
        goal: Goal,
        known_outcome: Option<StepOutcome>,
        dialect: Dialect,
    ) -> Result<Orders, Reason> {
        let lock = if self.locks_by_lease { Lock::Lease { owner: owner::of_a_run() } } else { Lock::Session };
        Ok(Orders {
            lock,
            migrations: self.migrations,
            table: self.table(dialect)?,
            goal,
            accepts_data_loss: self.accepts_data_loss,
            accepts_late_conditions: self.accepts_late_conditions,
            patience: self.patience,
            patience_with_locks: self.patience_with_locks,
            in_one_transaction: self.in_one_transaction,
            known_outcome,
            shown: None,
            terms: self.terms,
            is_direct: false,
        })
    }

    /// Where the history is kept in such a database.
    pub(crate) fn table(&self, dialect: Dialect) -> Result<HistoryTable, Reason> {
        HistoryTable::parse(&self.table, dialect)
    }

    pub(crate) const fn terms(&self) -> Terms {
        self.terms
    }

    pub(crate) async fn run_knowing(
        &self,
        db: &Database,
        goal: Goal,
        known_outcome: Option<StepOutcome>,
    ) -> Result<Report> {
        self.run_as_shown(db, goal, known_outcome, None).await
    }

    /// The same where somebody has agreed to what was shown: nothing else is done.
    pub(crate) async fn run_as_shown(
        &self,
        db: &Database,
        goal: Goal,
        known_outcome: Option<StepOutcome>,
        shown: Option<Shown>,
    ) -> Result<Report> {
        let mut connection = db.connection().await?;
        let orders = self.orders(goal, known_outcome, connection.dialect())?;
        let orders = Orders { is_direct: db.is_direct(), shown, ..orders };
        let outcome = self.run_on(&mut connection, orders).await;
        // Where there is nothing to do, it is not looked for a pooler, nor where the lock needs no session.
        if !self.locks_by_lease && outcome.as_ref().is_ok_and(|report| !report.is_empty()) {
            db.found_direct();
        }
        // After a failure nobody knows what a server's session is left with, so it is closed. A SQLite database in
        // memory would be closed with it, and has no session that outlives its transaction.
        if outcome.is_ok() || connection.dialect() == Dialect::Sqlite {
            connection.give_back();
        }
        outcome
    }

    pub(crate) async fn run_on(&self, driver: &mut impl Driver, orders: Orders) -> Result<Report> {
        let (dialect, goal) = (driver.dialect(), orders.goal);
        let run = drive(driver, self.listener.as_ref(), |channel| machine::run(channel, dialect, orders));
        run.instrument(trace::run(self.migrations.name, goal)).await
    }

    pub(crate) async fn status_on(&self, driver: &mut impl Driver) -> Result<Status> {
        let dialect = driver.dialect();
        let (migrations, patience, table) = (self.migrations, self.patience, self.table(dialect)?);
        let found = drive(driver, self.listener.as_ref(), |channel| {
            machine::applied(channel, dialect, migrations, table, patience)
        });
        let (dialect, version, applied) = found.await?;
        Ok(Status::new(format!("{dialect} {version}"), migrations, &applied))
    }

    pub(crate) async fn plan_on(&self, driver: &mut impl Driver, goal: Goal) -> Result<Plan> {
        let dialect = driver.dialect();
        let orders = self.orders(goal, None, dialect)?;
        drive(driver, self.listener.as_ref(), |channel| machine::preview(channel, dialect, orders)).await
    }
}
