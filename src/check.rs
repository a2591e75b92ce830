//! Whether a database is what its history says: the history beside the program, and the schema beside what the migrations
//! make of an empty database.

mod history;
mod schema;
mod things;

use std::fmt;

use migrate_core::dialect::{Dialect, Version};
use migrate_core::migration::{Migration, Migrations};
use serde::Serialize;

use crate::Database;
use crate::Migrator;
use crate::driver::{Driver as _, drive};
use crate::error::{Error, Reason};
use crate::history::{Applied, History, HistoryTable, State};
use crate::live::Catalog;
use crate::machine;
use crate::machine::channel::Statement;
use crate::scratch::{Scratch, making};

/// In what a database differs from what its history says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// The database and its version.
    pub database: String,
    /// In what the applied migrations differ from those that the program knows.
    pub history: Vec<Finding>,
    /// In what the schema differs from what the applied migrations make.
    pub schema: Vec<Finding>,
    /// Why the schema was not compared, if it was not.
    pub not_compared: Option<String>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What it is about: `migration`, `table`, `column`, `index` and so on.
    pub kind: String,
    /// Its name; of what belongs to a table, that of the table and its own.
    pub name: String,
    /// What is wrong with it.
    pub problem: Problem,
    /// The same in words.
    pub message: String,
    /// What to type.
    pub help: String,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// It should be there.
    Missing,
    /// It is there in another form.
    Different,
    /// It is there, and nothing tells why.
    Unknown,
    /// A migration was changed after it was applied, or how it is undone was.
    Changed,
    /// A migration is pending below an applied one.
    OutOfOrder,
    /// A run ended in the middle of a migration.
    HalfDone,
}

impl Check {
    /// Whether nothing differs, as far as it was compared.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.history.is_empty() && self.schema.is_empty()
    }

    /// Every difference.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.history.iter().chain(&self.schema)
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.database)?;
        for Finding { message, help, .. } in self.findings() {
            write!(f, "\n  {message}\n    help: {help}")?;
        }
        if let Some(why) = &self.not_compared {
            write!(f, "\n  the schema was not compared: {why}")?;
        }
        Ok(())
    }
}

/// What is known of a database before its schema is looked at.
struct Known {
    dialect: Dialect,
    version: Version,
    place: History,
    rows: Vec<Applied>,
}

impl Known {
    fn found<'a>(&'a self, migrator: &Migrator) -> history::Found<'a> {
        history::Found { known: migrator.migrations(), rows: &self.rows, terms: migrator.terms(), history: &self.place }
    }
}

/// Compares a database with its history.
pub(crate) async fn check_history(migrator: &Migrator, db: &Database) -> Result<Check, Error> {
    let known = known(migrator, db).await?;
    Ok(Check {
        database: format!("{} {}", known.dialect, known.version),
        history: known.found(migrator).findings(),
        schema: Vec::new(),
        not_compared: Some("it was not asked for".to_owned()),
    })
}

/// Compares a database with its history, and its schema with what that makes.
pub(crate) async fn check(migrator: &Migrator, db: &Database) -> Result<Check, Error> {
    let known = known(migrator, db).await?;
    let history = known.found(migrator).findings();
    let database = format!("{} {}", known.dialect, known.version);
    let not_compared = known.found(migrator).in_the_way();
    let mut check = Check { database, history, schema: Vec::new(), not_compared };
    if check.not_compared.is_some() {
        return Ok(check);
    }
    let applied = known.rows.iter().filter(|one| one.state == State::Applied && !one.is_tombstone);
    let versions: Vec<i64> = applied.map(|one| one.version).collect();
    let (found, others) = found(migrator, db, known.dialect).await?;
    let expected = made(migrator, db, &known, &found, &versions).await?;
    // A run that went on meanwhile would look like drift.
    if self::known(migrator, db).await?.rows != known.rows {
        check.not_compared = Some("migrations were applied or undone meanwhile; check again".to_owned());
        return Ok(check);
    }
    check.schema = schema::findings(&expected, &found, &others, known.dialect);
    Ok(check)
}

/// Refuses to record migrations up to this version where a database does not have what they make.
pub(crate) async fn refuse_differences(migrator: &Migrator, db: &Database, last: i64) -> Result<(), Error> {
    let known = known(migrator, db).await?;
    if let Some(first) = known.rows.first() {
        return Err(Reason::NotEmpty { migration: first.id() }.into());
    }
    let versions = migrator.migrations().list.iter().map(|one| one.version);
    let versions: Vec<i64> = versions.filter(|version| *version <= last).collect();
    let (found, others) = found(migrator, db, known.dialect).await?;
    let expected = made(migrator, db, &known, &found, &versions).await?;
    match schema::findings(&expected, &found, &others, known.dialect) {
        none if none.is_empty() => Ok(()),
        differences => Err(Reason::NotAsMade { differences }.into()),
    }
}

async fn known(migrator: &Migrator, db: &Database) -> Result<Known, Error> {
    let mut connection = db.connection().await?;
    let client = connection.dialect();
    let table = migrator.table(client)?;
    let found = drive(&mut connection, None, |channel| {
        machine::applied(channel, client, migrator.migrations(), table.clone(), migrator.patience())
    })
    .await;
    connection.give_back();
    let (dialect, version, rows) = found?;
    let place = History::new(dialect, migrator.migrations().name, &table);
    Ok(Known { dialect, version, place, rows })
}

/// The schema that a database has, and the statements by which other histories in it are undone.
async fn found(migrator: &Migrator, db: &Database, dialect: Dialect) -> Result<(Catalog, Vec<String>), Error> {
    let (name, own) = (migrator.migrations().name, migrator.table(dialect)?);
    let mut connection = db.connection().await?;
    let found = drive(&mut connection, None, |channel| async move {
        let catalog = Catalog::read(&channel, dialect).await?;
        let others = others(&catalog, &own, dialect);
        // In another table, a history of this name is another one.
        let others = others.iter().map(|table| History::new(dialect, "", table));
        let mut rows = Vec::new();
        for history in others.chain([History::new(dialect, name, &own)]) {
            rows.extend(channel.query(history.select_undo_of_others()).await.unwrap_or_default());
        }
        Ok::<_, Reason>((catalog, rows))
    })
    .await;
    connection.give_back();
    let (catalog, rows) = found?;
    Ok((catalog, rows.iter().flat_map(crate::history::statements_of_undo).collect()))
}

/// The tables of other histories. The own one is without its schema in the catalogue where that is the connection's.
fn others(catalog: &Catalog, own: &HistoryTable, dialect: Dialect) -> Vec<HistoryTable> {
    let whole = own.to_string();
    let own = if catalog.histories.contains(&whole) { &whole } else { own.name() };
    let others = catalog.histories.iter().filter(|table| *table != own);
    others.filter_map(|table| HistoryTable::parse(table, dialect).ok()).collect()
}

/// The schema that these migrations make of an empty database.
async fn made(
    migrator: &Migrator,
    db: &Database,
    known: &Known,
    found: &Catalog,
    versions: &[i64],
) -> Result<Catalog, Error> {
    let url = migrator.scratch_url();
    let no_scratch = |error: &Error| Reason::Scratch { problem: error.to_string(), is_beside: url.is_none() };
    let scratch = Scratch::like(db, known.dialect, url).await.map_err(|error| no_scratch(&error))?;
    let made = replayed(migrator, &scratch, known, found, versions).await;
    let dropped = scratch.drop().await;
    let made = made?;
    dropped?;
    Ok(made)
}

async fn replayed(
    original: &Migrator,
    scratch: &Scratch,
    known: &Known,
    found: &Catalog,
    versions: &[i64],
) -> Result<Catalog, Error> {
    let (db, migrations) = (scratch.database(), original.migrations());
    let list: Vec<_> = migrations.list.iter().copied().filter(|one| versions.contains(&one.version)).collect();
    // A program checks once or twice in its life.
    let list: &'static [_] = Box::leak(list.into_boxed_slice());
    let replayed: &'static Migrations = Box::leak(Box::new(Migrations {
        name: migrations.name,
        program_version: migrations.program_version,
        folder: migrations.folder,
        targets: migrations.targets,
        list,
        schema: migrations.schema,
    }));
    let migrator = original.of(replayed);
    let not_replayed = |error: Error| match error.reason() {
        Reason::NotTargeted { .. } | Reason::TooOld { .. } | Reason::Stopped { .. } => error,
        _ => Error::from(Reason::NotReplayed { problem: error.to_string() }),
    };
    for (place, migration) in list.iter().enumerate() {
        let there = migration.script(known.dialect).map_or_else(Vec::new, |script| making(&script.up.read()));
        if there.is_empty() {
            continue;
        }
        if let Some(before) = place.checked_sub(1).and_then(|before| list.get(before)) {
            migrator.up_to(db, before.version).await.map_err(not_replayed)?;
        }
        let mut connection = db.connection().await?;
        for sql in unsayable(found, list, known.dialect) {
            // It may be there, or need what is not: if it is missed, what misses it says so.
            let _refused = connection.execute(&Statement::plain(sql)).await;
        }
        for sql in &there {
            let sent = connection.execute(&Statement::plain(sql)).await;
            sent.map_err(|failure| Reason::NotReplayed {
                problem: format!(
                    "`{migration}` says that this exists already: {}\nnote: sent by `{sql}`",
                    failure.message
                ),
            })?;
        }
        connection.give_back();
    }
    migrator.up(db).await.map_err(not_replayed)?;
    let there = self::known(&migrator, db).await?;
    let is_alike = match known.dialect {
        Dialect::Postgres => there.version.major == known.version.major,
        Dialect::MySql | Dialect::MariaDb => {
            (there.version.major, there.version.minor) == (known.version.major, known.version.minor)
        }
        Dialect::Sqlite => true,
    };
    if !is_alike {
        let problem = format!("it is {} {}, and the database is {}", there.dialect, there.version, known.version);
        return Err(Reason::Scratch { problem, is_beside: false }.into());
    }
    Ok(self::found(&migrator, db, known.dialect).await?.0)
}

/// The statements that create what the language has no word for, and what was there before a history may need: the types
/// that no migration creates by its own SQL.
fn unsayable(found: &Catalog, list: &[&'static Migration], dialect: Dialect) -> Vec<String> {
    let definitions: Vec<(&str, &String)> =
        found.others.iter().filter_map(|other| Some((other.name.as_str(), other.definition.as_ref()?))).collect();
    if definitions.is_empty() {
        return Vec::new();
    }
    let scripts = list.iter().filter_map(|migration| migration.script(dialect));
    let sent: Vec<String> =
        scripts.flat_map(|script| script.up.read()).filter(|step| !step.is_there).map(|step| step.sql).collect();
    let is_created = |name: &str| sent.iter().any(|sql| sql.contains("CREATE") && sql.contains(name));
    definitions.into_iter().filter(|(name, _)| !is_created(name)).map(|(_, sql)| sql.clone()).collect()
}
