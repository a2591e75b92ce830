//! What a program calls to bring its database to where its migrations are.

use std::time::Duration;

use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;

use crate::Database;
use crate::driver::{Driver as _, drive};
use crate::error::{Error, Result};
use crate::machine::{self, Orders};
use crate::plan::Goal;
use crate::report::Report;
use crate::status::Status;

/// Applies and undoes the migrations of one history.
///
/// One run at a time: another one waits, by default for a minute. On PostgreSQL and SQLite a migration and its row in
/// the history are committed together or not at all. On MySQL and MariaDB, which commit every schema change at once,
/// each step is noted as it is done, and where one fails, those before it are undone by their own inverses; a data migration
/// is committed together there too. What is changed in batches is committed batch by batch everywhere.
#[derive(Clone, Debug)]
pub struct Migrator {
    migrations: &'static Migrations,
    accepts_data_loss: bool,
    patience: Duration,
}

impl Migrator {
    /// A migrator for the history that `migrations!` made.
    #[must_use]
    pub const fn new(migrations: &'static Migrations) -> Self {
        Self { migrations, accepts_data_loss: false, patience: Duration::from_mins(1) }
    }

    /// Accepts that undoing throws away what was written since: rows of a table, values of a column that `up` made.
    #[must_use]
    pub const fn accept_data_loss(mut self) -> Self {
        self.accepts_data_loss = true;
        self
    }

    /// How long to wait while another run is busy. On SQLite a run that goes through rows in batches looks to others like one
    /// that was interrupted, so that they wait before they say so.
    #[must_use]
    pub const fn wait_for_others(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Applies every migration that is pending, the oldest first.
    ///
    /// Does nothing where all are applied; where the database also has newer ones that this program does not know, the
    /// report says [`Report::ahead`].
    ///
    /// # Errors
    /// The history contradicts the program (a migration changed after it was applied, or is missing, or would be
    /// applied below a newer one), the rows do not allow a step, or the database refuses one. What was applied before
    /// stays applied; [`Error::report`] tells.
    pub async fn up(&self, db: &Database) -> Result<Report> {
        self.run(db, Goal::Newest).await
    }

    /// Undoes the migration that was applied last, by the steps that were stored when it was applied.
    ///
    /// # Errors
    /// Its author said that it cannot be undone, the rows do not allow it, or it would throw something away and
    /// [`Migrator::accept_data_loss`] was not called. Then nothing is changed.
    pub async fn down(&self, db: &Database) -> Result<Report> {
        self.run(db, Goal::Previous).await
    }

    /// Applies and undoes migrations until those up to this version are applied and no others; 0 undoes all.
    ///
    /// # Errors
    /// As [`Migrator::up`] and [`Migrator::down`], and where no migration has this version. If the author of one of those
    /// to undo said that it cannot be, none is. Where the rows stand in the way of one, none is undone on SQLite, nor on
    /// PostgreSQL if all steps may share a transaction; elsewhere those after it are undone, and [`Error::report`] tells.
    pub async fn to(&self, db: &Database, version: i64) -> Result<Report> {
        self.run(db, Goal::Version(version)).await
    }

    /// What is applied and what is pending. Changes nothing.
    ///
    /// # Errors
    /// The history is not built for this database, or cannot be read.
    pub async fn status(&self, db: &Database) -> Result<Status> {
        let mut connection = db.connection().await?;
        let dialect = connection.dialect();
        let (migrations, patience) = (self.migrations, self.patience);
        let found = drive(&mut connection, |channel| machine::applied(channel, dialect, migrations, patience)).await;
        connection.give_back();
        let (dialect, version, applied) = found?;
        Ok(Status::new(format!("{dialect} {version}"), migrations, &applied))
    }

    async fn run(&self, db: &Database, goal: Goal) -> Result<Report, Error> {
        let orders = Orders {
            migrations: self.migrations,
            goal,
            accepts_data_loss: self.accepts_data_loss,
            patience: self.patience,
        };
        let mut connection = db.connection().await?;
        let dialect = connection.dialect();
        let outcome = drive(&mut connection, |channel| machine::run(channel, dialect, orders)).await;
        // After a failure nobody knows what a server's session is left with, so it is closed. A SQLite database in
        // memory would be closed with it, and has no session that outlives its transaction.
        if outcome.is_ok() || dialect == Dialect::Sqlite {
            connection.give_back();
        }
        outcome
    }
}
