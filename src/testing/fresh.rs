//! A migrated database for one test, made as fast as each database allows.

mod kept;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod server;
mod sqlite;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use migrate_core::migration::Migrations;

use crate::Database;
use crate::error::Error;

/// A migrated database that [`fresh`] made, dropped with this value.
///
/// It gives the [`Database`] by itself, and [`Fresh::url`] for the program's own pool.
pub struct Fresh {
    database: Database,
    url: String,
    place: Place,
}

/// Where it is, and so how it is dropped.
enum Place {
    /// A file, and what SQLite puts beside it.
    File(PathBuf),
    /// A database of this name, on the server that the URL reaches.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    OfServer { name: String, server: String },
}

/// Makes a database of its own for one test, with every migration of the history applied.
///
/// The migrations are paid for once where the database can copy itself:
///
/// - PostgreSQL copies a template, `migrate_template_…`, which the first test makes and which stays on the server. It
///   belongs to the history as it is: after a change of a migration a new one is made. Those that are older than a day are
///   dropped, and made anew where they are still needed.
/// - SQLite copies a file of the same name in the folder for temporary files, likewise.
/// - MySQL and MariaDB cannot copy a database; the migrations are applied each time.
///
/// Any number of tests and test processes may begin at once. The database in `url` is never read or written; on a server,
/// the user must be allowed to create databases. The new one, `migrate_fresh_…`, is dropped with the value, whoever is still
/// connected to it. If the process is killed before, it stays until a later process finds it more than a day old.
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
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let db = migrate::testing::fresh(&MIGRATIONS, "sqlite::memory:").await?;
///
/// let pool = sqlx::SqlitePool::connect(db.url()).await?;
/// sqlx::query("INSERT INTO teams (name) VALUES ('Engines')").execute(&pool).await?;
/// # let report = migrate::Migrator::new(&MIGRATIONS).up(&db).await?;
/// # assert!(report.is_empty());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The server does not answer or refuses a new database, or a migration fails.
pub async fn fresh(migrations: &'static Migrations, url: &str) -> Result<Fresh, Error> {
    if url.starts_with("sqlite:") {
        if is_first("sqlite") {
            sqlite::sweep();
        }
        return sqlite::fresh(migrations).await;
    }
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    return server::fresh(migrations, url).await;
    // It says which feature is missing, or what is wrong with the URL.
    #[cfg(not(any(feature = "postgres", feature = "mysql")))]
    Err(crate::driver::connect(url).await.err().unwrap_or_else(sqlite::is_no_server).into())
}

/// Whether this process has not yet looked, in this place, for what killed ones left behind.
fn is_first(place: &str) -> bool {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert(place.to_owned())
}

impl Fresh {
    /// What reaches the database, for a pool of the test's own.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Deref for Fresh {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl fmt::Debug for Fresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.debug_struct("Fresh").finish_non_exhaustive()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        match &self.place {
            Place::File(file) => sqlite::remove(file),
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            Place::OfServer { name, server } => {
                // On a thread of its own: this may be inside a runtime, or in a panic of one.
                let dropped = std::thread::scope(|scope| scope.spawn(|| server::drop_now(server, name)).join());
                if let Ok(Err(problem)) = dropped {
                    eprintln!("the database `{name}` is left behind: {problem}");
                }
            }
        }
    }
}
