//! For the test suite of the program that owns a history: proving it on a real database, and databases to test on.

mod catalog;
mod filling;
mod fresh;
mod rows;

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use migrate_core::dialect::Dialect;
use migrate_core::migration::{Grade, Migration, Migrations};

use crate::driver::{Driver as _, drive};
use crate::error::Reason;
use crate::history::HistoryTable;
use crate::machine;
use crate::machine::channel::{Row, Statement};
use crate::scratch::{Scratch, making};
use crate::{Database, Migrator};
use catalog::Catalog;
pub use fresh::{Fresh, fresh};
use rows::Rows;

/// What [`assert_reversible`] could not prove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reversal {
    /// The migrations that were applied and not undone, as their authors said that they cannot be.
    pub not_undone: Vec<String>,
    /// The migrations whose authors said that there is nothing to undo, and that leave something behind.
    pub left: Vec<String>,
    /// The tables that stayed empty, as they took none of the values that were tried, each with what the database said:
    /// ``orders: CHECK constraint failed: paid`` and the like.
    pub without_rows: Vec<String>,
    /// The migrations that were proved on empty tables, as they need something of the rows that is not true of those which
    /// were made up, each with what it needs.
    pub on_empty_tables: Vec<String>,
}

/// Applies each migration, undoes it and applies it again, with rows in the tables, and compares what the database says
/// of its schema and its rows before and after.
///
/// Works in a database of its own, made beside the one that `url` names and dropped afterwards; for SQLite, a temporary
/// file. The database in `url` is never read or written. The rows are made up for each table: whatever its columns and
/// foreign keys take. Values that a lossy inverse cannot bring back are not compared, nor is NULL that `set_not_null` replaced
/// with `.restore_with(…)`, and a migration whose `down` is `irreversible` stays applied; [`Reversal`] tells which. A
/// migration that needs something of the rows which is not true of those made up, as a new check, runs on empty tables. What a
/// migration says to exist already is made first, in the form that the migration gives it, and stays to the end.
///
/// ```
/// use migrate::prelude::*;
///
/// struct CreateTeams;
///
/// #[migration(version = 20261122_101500)]
/// impl Migration for CreateTeams {
///     fn up(schema: &mut Schema) {
///         schema.create_table("teams").columns([id(), string("name").unique()]);
///     }
/// }
///
/// migrate::migrations![CreateTeams];
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// migrate::testing::assert_reversible(&MIGRATIONS, "sqlite::memory:").await;
/// # }
/// ```
///
/// # Panics
/// The scratch database cannot be made, a migration fails in either direction, or what comes back is not what was there.
pub async fn assert_reversible(migrations: &'static Migrations, url: &str) -> Reversal {
    assert_reversible_with_rows(migrations, url, &[]).await
}

/// [`assert_reversible`] with rows of your own, for tables whose checks take none that are made up: `INSERT` statements, each
/// tried whenever a table is empty. Those that do not fit the schema of the moment are passed over.
///
/// # Panics
/// As [`assert_reversible`].
pub async fn assert_reversible_with_rows(migrations: &'static Migrations, url: &str, rows: &[&str]) -> Reversal {
    let scratch = Scratch::create(url).await.unwrap_or_else(|error| panic!("no scratch database: {error}"));
    let outcome = prove(migrations, scratch.database(), rows).await;
    let dropped = scratch.drop().await;
    match (outcome, dropped) {
        (Ok(reversal), Ok(())) => reversal,
        (Err(problem), _) => panic!("{problem}"),
        (Ok(_), Err(error)) => panic!("the scratch database cannot be dropped: {error}"),
    }
}

/// What went wrong, for a person who reads it in the output of a test.
struct Problem(String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

async fn prove(migrations: &'static Migrations, db: &Database, rows: &[&str]) -> Result<Reversal, Problem> {
    let migrator = Migrator::new(migrations).accept_data_loss().accept_late_conditions();
    let mut prover = Prover { db, migrator, given_rows: rows, reversal: Reversal::default() };
    let dialect = prover.dialect(migrations).await?;
    let empty = prover.snapshot(dialect).await?;
    let mut expected = empty.catalog.lines.clone();
    for migration in migrations.list {
        expected.extend(prover.make_what_is_there(migration, dialect).await?);
        prover.prove_one(migration, dialect).await?;
    }
    if prover.reversal.not_undone.is_empty() {
        prover.to(0, dialect).await?;
        let left = prover.snapshot(dialect).await?;
        compare("after every migration was undone", &expected, &left.catalog.lines)?;
        prover.migrator.up(db).await?;
    }
    Ok(prover.reversal)
}

struct Prover<'a> {
    db: &'a Database,
    migrator: Migrator,
    /// Statements that insert rows.
    given_rows: &'a [&'a str],
    reversal: Reversal,
}

/// The schema and the rows at one moment.
struct Snapshot {
    catalog: Catalog,
    rows: Rows,
}

impl Prover<'_> {
    /// The database as it says itself: a client does not tell MySQL from MariaDB.
    async fn dialect(&self, migrations: &'static Migrations) -> Result<Dialect, Problem> {
        let mut connection = self.db.connection().await.map_err(crate::Error::from)?;
        let client = connection.dialect();
        let applied = |channel| machine::applied(channel, client, migrations, HistoryTable::USUAL, Duration::ZERO);
        let found = drive(&mut connection, None, applied).await;
        connection.give_back();
        Ok(found?.0)
    }

    async fn prove_one(&mut self, migration: &'static Migration, dialect: Dialect) -> Result<(), Problem> {
        self.fill(dialect).await?;
        let before = self.snapshot(dialect).await?;
        let before = self.to(migration.version, dialect).await?.unwrap_or(before);
        let after = self.snapshot(dialect).await?;
        if migration.irreversible.is_some() {
            self.reversal.not_undone.push(migration.to_string());
            return Ok(());
        }
        self.migrator.down(self.db).await?;
        let back = self.snapshot(dialect).await?;
        // Where nothing is to be undone, what was done stays: a value that was added to an enumeration.
        let stays = migration.script(dialect).is_some_and(|script| script.down.read().is_empty());
        let expected = if stays { &after.catalog } else { &before.catalog };
        let leaves = before.catalog.lines != after.catalog.lines || before.rows.compare(&after.rows).is_err();
        if stays && leaves {
            self.reversal.left.push(migration.to_string());
        }
        compare(&format!("after `{migration}` was undone"), &expected.lines, &back.catalog.lines)?;
        let (grade, up) =
            migration.script(dialect).map_or((Grade::None, Vec::new()), |script| (script.grade, script.up.read()));
        let comparable = match (stays, grade) {
            (true, _) => after.rows,
            (false, Grade::Lossy) => before.rows.untouched_by(&before, &after, &up),
            (false, Grade::Exact | Grade::Conditional | Grade::None) => before.rows.without_filled(&before, &after),
        };
        comparable.compare(&back.rows).map_err(|difference| {
            Problem(format!("`{migration}` was undone, but the rows are not what they were\n{difference}"))
        })?;
        self.migrator.to(self.db, migration.version).await?;
        let again = self.snapshot(dialect).await?;
        compare(&format!("after `{migration}` was applied a second time"), &after.catalog.lines, &again.catalog.lines)
    }

    /// Runs to a version, on empty tables where that needs something of the rows which is not true of them. Returns what was
    /// there once they were empty.
    async fn to(&mut self, version: i64, dialect: Dialect) -> Result<Option<Snapshot>, Problem> {
        let Err(error) = self.migrator.to(self.db, version).await else { return Ok(None) };
        let Reason::Rows { migration, condition, .. } = error.reason() else { return Err(error.into()) };
        self.reversal.on_empty_tables.push(format!("{migration}: {condition}"));
        self.empty(&Catalog::read(self, dialect).await?).await;
        let emptied = self.snapshot(dialect).await?;
        self.migrator.to(self.db, version).await?;
        Ok(Some(emptied))
    }

    /// Makes what a migration says to exist already, and returns what the database then says besides.
    async fn make_what_is_there(
        &self,
        migration: &'static Migration,
        dialect: Dialect,
    ) -> Result<BTreeSet<String>, Problem> {
        let Some(script) = migration.script(dialect) else { return Ok(BTreeSet::new()) };
        let statements = making(&script.up.read());
        if statements.is_empty() {
            return Ok(BTreeSet::new());
        }
        let before = Catalog::read(self, dialect).await?;
        self.empty(&before).await;
        let mut connection = self.db.connection().await.map_err(crate::Error::from)?;
        for sql in &statements {
            let done = connection.execute(&Statement::plain(sql)).await;
            done.map_err(|failure| {
                Problem(format!("`{migration}` says that this exists already: {failure}\nnote: sent by `{sql}`"))
            })?;
        }
        connection.give_back();
        let after = Catalog::read(self, dialect).await?;
        Ok(after.lines.difference(&before.lines).cloned().collect())
    }

    /// Deletes the rows of every table, as what comes next wants others than those that were made up.
    async fn empty(&self, catalog: &Catalog) {
        for table in catalog.tables().into_iter().rev() {
            // Where rows cannot go, what is made says whether it minds.
            let _refused = self.execute(&format!("DELETE FROM {table}")).await;
        }
    }

    async fn snapshot(&self, dialect: Dialect) -> Result<Snapshot, Problem> {
        let catalog = Catalog::read(self, dialect).await?;
        let rows = Rows::read(self, &catalog, dialect).await?;
        Ok(Snapshot { catalog, rows })
    }

    async fn query(&self, sql: &str) -> Result<Vec<Row>, Problem> {
        let mut connection = self.db.connection().await.map_err(crate::Error::from)?;
        let found = connection.query(&Statement::plain(sql)).await;
        connection.give_back();
        found.map_err(|failure| Problem(format!("{failure}\nnote: asked by `{sql}`")))
    }

    async fn execute(&self, sql: &str) -> Result<(), Problem> {
        let mut connection = self.db.connection().await.map_err(crate::Error::from)?;
        let done = connection.execute(&Statement::plain(sql)).await;
        connection.give_back();
        done.map_err(|failure| Problem(format!("{failure}\nnote: sent by `{sql}`")))
    }
}

/// Says in what two schemas differ.
fn compare(when: &str, expected: &BTreeSet<String>, found: &BTreeSet<String>) -> Result<(), Problem> {
    let missing = expected.difference(found).map(|line| format!("\n- {line}"));
    let added = found.difference(expected).map(|line| format!("\n+ {line}"));
    let difference: String = missing.chain(added).collect();
    if difference.is_empty() {
        return Ok(());
    }
    Err(Problem(format!("the schema is not what it was {when}\nnote: `-` is missing, `+` is too much{difference}")))
}
