//! SQLite: a database is the copy of a file, made once.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use migrate_core::dialect::Dialect;
use migrate_core::migration::Migrations;

use super::{Fresh, Place, kept};
use crate::error::{Error, Reason};
use crate::machine::channel::Statement;
use crate::{Database, Migrator, driver::Driver as _};

/// What SQLite puts beside a file.
const BESIDE: [&str; 4] = ["", "-journal", "-wal", "-shm"];

/// Copies the template, which is made where it is missing.
pub async fn fresh(migrations: &'static Migrations) -> Result<Fresh, Error> {
    let template = file(&kept::name_of_template(migrations, Dialect::Sqlite, &owner()));
    let copy = file(&kept::name_of_fresh());
    if fs::copy(&template, &copy).is_err() {
        make(migrations, &template).await?;
        fs::copy(&template, &copy).map_err(|error| unwritable(&copy, &error))?;
    }
    let url = url(&copy);
    match Database::connect(&url).await {
        Ok(database) => Ok(Fresh { database, url, place: Place::File(copy) }),
        Err(error) => {
            remove(&copy);
            Err(error)
        }
    }
}

/// Removes a database.
pub fn remove(file: &Path) {
    for suffix in BESIDE {
        let mut path = file.to_path_buf().into_os_string();
        path.push(suffix);
        // Most of these are not there.
        let _removed = fs::remove_file(path);
    }
}

/// Removes what processes that were killed left behind, and the templates that are more than a day old.
pub fn sweep() {
    for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_old_template = name.starts_with(kept::TEMPLATE) && {
            let made = entry.metadata().and_then(|file| file.modified()).ok();
            made.and_then(|made| made.duration_since(UNIX_EPOCH).ok()).is_some_and(|made| kept::is_old(made.as_secs()))
        };
        if is_old_template || kept::is_left_behind(&name) {
            let _kept = fs::remove_file(entry.path());
        }
    }
}

/// Makes the template under another name: it gets its own when it is complete, so that nobody copies a part of it. Who
/// is faster does not matter.
async fn make(migrations: &'static Migrations, template: &Path) -> Result<(), Error> {
    let draft = file(&kept::name_of_fresh());
    let made = migrated(migrations, &draft).await;
    let made = made.and_then(|()| fs::rename(&draft, template).map_err(|error| unwritable(template, &error)));
    if made.is_err() {
        remove(&draft);
    }
    made
}

async fn migrated(migrations: &'static Migrations, file: &Path) -> Result<(), Error> {
    let database = Database::connect(&url(file)).await?;
    let outcome = Migrator::new(migrations).up(&database).await;
    // A history may have turned the write-ahead log on, which then holds what the file does not yet.
    let emptied = match database.connection().await {
        Ok(mut connection) => {
            let emptied = connection.query(&Statement::plain("PRAGMA wal_checkpoint(TRUNCATE)")).await;
            connection.give_back();
            emptied.map(drop).map_err(|failure| failure.message)
        }
        Err(reason) => Err(Error::from(reason).to_string()),
    };
    database.close().await;
    outcome?;
    emptied.map_err(|message| {
        Reason::Database { during: "`PRAGMA wal_checkpoint`".to_owned(), message, cause: None }.into()
    })
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{name}.db"))
}

fn url(file: &Path) -> String {
    let file = file.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{file}?mode=rwc")
}

/// Users of one machine share the folder, and none may rely on what another one put there.
fn owner() -> String {
    ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default()
}

/// Why a file cannot stand where a server is asked for.
#[cfg(feature = "sqlite")]
pub fn is_no_server() -> Reason {
    Reason::Url { problem: "it names a file and no server".to_owned() }
}

fn unwritable(file: &Path, error: &std::io::Error) -> Error {
    Reason::Database { during: format!("`{}`", file.display()), message: error.to_string(), cause: None }.into()
}
