//! Runs by clients that are not async.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use migrate_core::dialect::Dialect;

use crate::driver::Driver;
use crate::error::Result;
use crate::machine::Amendment;
use crate::machine::channel::{Failure, Row, Statement};
use crate::plan::Goal;
use crate::preview::Plan;
use crate::report::Report;
use crate::status::Status;
use crate::{Migrator, StepOutcome};

/// A client that is not async: a `rusqlite::Connection` with the feature `rusqlite`, a `postgres::Client` with the feature
/// `postgres-sync`.
pub trait BlockingClient: sealed::Client {}

impl<C: sealed::Client> BlockingClient for C {}

pub mod sealed {
    //! What a client does. Not for other crates.

    use super::{Dialect, Failure, Row, Statement};

    /// A connection that carries out statements.
    pub trait Client: Send {
        /// The database.
        const DIALECT: Dialect;

        /// Sends a statement that returns nothing.
        ///
        /// # Errors
        /// The database refused it, or cannot be reached.
        fn send(&mut self, statement: &Statement) -> Result<(), Failure>;

        /// Sends a statement that returns rows.
        ///
        /// # Errors
        /// The database refused it, or cannot be reached.
        fn ask(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure>;
    }
}

/// A [`Migrator`] on a client that is not async, made by [`Migrator::blocking`]. Its methods are those of the same name of
/// [`Migrator`], and promise the same.
#[derive(Debug)]
pub struct Blocking<'a, C> {
    migrator: &'a Migrator,
    client: &'a mut C,
}

impl Migrator {
    /// The same, on a client that is not async.
    ///
    /// The client is the run's own until it returns, and must not be in the middle of a transaction. After an error nobody
    /// knows what a server's session is left with: connect anew.
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
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # #[cfg(feature = "rusqlite")]
    /// # {
    /// let mut connection = rusqlite::Connection::open_in_memory()?;
    /// let migrator = migrate::Migrator::new(&MIGRATIONS);
    /// let report = migrator.blocking(&mut connection).up()?;
    /// assert_eq!(report.applied.len(), 1);
    /// # }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub const fn blocking<'a, C: BlockingClient>(&'a self, client: &'a mut C) -> Blocking<'a, C> {
        Blocking { migrator: self, client }
    }
}

impl<C: BlockingClient> Blocking<'_, C> {
    /// Applies every migration that is pending, the oldest first.
    ///
    /// # Errors
    /// As [`Migrator::up`].
    pub fn up(self) -> Result<Report> {
        self.run(Goal::Newest)
    }

    /// Undoes the migration that was applied last.
    ///
    /// # Errors
    /// As [`Migrator::down`].
    pub fn down(self) -> Result<Report> {
        self.run(Goal::Previous)
    }

    /// Applies and undoes migrations until those up to this version are applied and no others; 0 undoes all.
    ///
    /// # Errors
    /// As [`Migrator::to`].
    pub fn to(self, version: i64) -> Result<Report> {
        self.run(Goal::Version(version))
    }

    /// Brings the database to any goal.
    ///
    /// # Errors
    /// As the method of [`Migrator`] for this goal.
    pub fn run(self, goal: Goal) -> Result<Report> {
        self.run_knowing(goal, None)
    }

    /// Goes on with a migration that an earlier run left in the middle, where somebody has looked whether the step that was
    /// under way was carried out.
    ///
    /// # Errors
    /// As [`Migrator::resume_after`].
    pub fn resume_after(self, outcome: StepOutcome) -> Result<Report> {
        self.run_knowing(Goal::Resume, Some(outcome))
    }

    /// Takes back what is done of a migration that an earlier run left in the middle, where somebody has looked whether the
    /// step that was under way was carried out.
    ///
    /// # Errors
    /// As [`Migrator::repair_after`].
    pub fn repair_after(self, outcome: StepOutcome) -> Result<Report> {
        self.run_knowing(Goal::Repair, Some(outcome))
    }

    /// Gives a migration a tombstone that is applied and that the program does not know any more.
    ///
    /// # Errors
    /// As [`Migrator::tombstone`].
    pub fn tombstone(self, version: i64) -> Result<Report> {
        self.amend(version, Amendment::Bury, None)
    }

    /// Takes the tombstone of a migration away: it is applied again.
    ///
    /// # Errors
    /// As [`Migrator::revive`].
    pub fn revive(self, version: i64) -> Result<Report> {
        self.amend(version, Amendment::Revive, None)
    }

    /// Has a migration count as applied with the text that the program knows, though it was changed after it was applied.
    ///
    /// # Errors
    /// As [`Migrator::accept_change`].
    pub fn accept_change(self, version: i64) -> Result<Report> {
        self.amend(version, Amendment::Accept, None)
    }

    /// The same for a migration that is half done, by somebody who has looked whether the step that was under way was carried
    /// out.
    ///
    /// # Errors
    /// As [`Migrator::accept_change_after`].
    pub fn accept_change_after(self, version: i64, outcome: StepOutcome) -> Result<Report> {
        self.amend(version, Amendment::Accept, Some(outcome))
    }

    fn amend(self, version: i64, amendment: Amendment, known_outcome: Option<StepOutcome>) -> Result<Report> {
        let mut driver = BlockingDriver(self.client);
        finish(self.migrator.amend_on(&mut driver, version, amendment, known_outcome))
    }

    fn run_knowing(self, goal: Goal, known_outcome: Option<StepOutcome>) -> Result<Report> {
        let orders = self.migrator.orders(goal, known_outcome, C::DIALECT)?;
        finish(self.migrator.run_on(&mut BlockingDriver(self.client), orders))
    }

    /// What is applied and what is pending. Changes nothing.
    ///
    /// # Errors
    /// As [`Migrator::status`].
    pub fn status(self) -> Result<Status> {
        finish(self.migrator.status_on(&mut BlockingDriver(self.client)))
    }

    /// What a run to this goal would do. Changes nothing, and takes no lock.
    ///
    /// # Errors
    /// As [`Migrator::plan`].
    pub fn plan(self, goal: Goal) -> Result<Plan> {
        finish(self.migrator.plan_on(&mut BlockingDriver(self.client), goal))
    }
}

/// A client that has its answer when it returns.
struct BlockingDriver<'a, C>(&'a mut C);

impl<C: BlockingClient> Driver for BlockingDriver<'_, C> {
    fn dialect(&self) -> Dialect {
        C::DIALECT
    }

    async fn execute(&mut self, statement: &Statement) -> Result<(), Failure> {
        self.0.send(statement)
    }

    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        self.0.ask(statement)
    }

    async fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Runs what waits for nothing but such a client.
fn finish<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => unreachable!("a blocking client has its answer when it returns"),
    }
}
