//! What is said to a server about its databases.

use migrate_core::migration::Migrations;

use super::{Fresh, Place, kept};
use crate::driver::{self, Driver as _, Pool};
use crate::error::{Error, Reason};
use crate::machine::channel::{Row, Statement};
use crate::{Database, Migrator};

/// Makes a database on the server, with every migration applied.
pub async fn fresh(migrations: &'static Migrations, url: &str) -> Result<Fresh, Error> {
    let server = driver::connect(url).await?;
    if super::is_first(&sibling(url, "")) {
        sweep(&server).await;
        #[cfg(feature = "postgres")]
        if matches!(server, Pool::Postgres(_)) {
            super::postgres::sweep(&server).await;
        }
    }
    let name = kept::name_of_fresh();
    let made = make(migrations, &server, &name).await;
    let made = match made {
        Ok(()) => server.beside(&name).await.map_err(Error::from),
        Err(error) => Err(error),
    };
    server.close().await;
    match made {
        Ok(pool) => {
            let place = Place::OfServer { name: name.clone(), server: url.to_owned() };
            Ok(Fresh { database: Database::of(pool), url: sibling(url, &name), place })
        }
        Err(error) => {
            // The first reason is the one to tell, and the database may not be there.
            let _dropped = drop_database(url, &name).await;
            Err(error)
        }
    }
}

async fn make(migrations: &'static Migrations, server: &Pool, name: &str) -> Result<(), Error> {
    match server {
        #[cfg(feature = "postgres")]
        Pool::Postgres(_) => super::postgres::copy(migrations, server, name).await,
        #[cfg(feature = "mysql")]
        Pool::MySql(_) => {
            send(server, &format!("CREATE DATABASE {name}")).await?;
            migrated(migrations, server, name).await
        }
        #[cfg(feature = "sqlite")]
        Pool::Sqlite(_) => Err(super::sqlite::is_no_server().into()),
    }
}

/// Applies every migration to a database of the server, and leaves it.
pub async fn migrated(migrations: &'static Migrations, server: &Pool, name: &str) -> Result<(), Error> {
    let database = Database::of(server.beside(name).await?);
    let outcome = Migrator::new(migrations).up(&database).await;
    database.close().await;
    outcome.map(drop)
}

/// Sends a statement.
pub async fn send(server: &Pool, sql: &str) -> Result<(), Reason> {
    let mut connection = server.connection().await?;
    let sent = connection.execute(&Statement::plain(sql)).await;
    connection.give_back();
    sent.map_err(|failure| Reason::of(&failure, format!("`{sql}`")))
}

/// Sends a query.
pub async fn ask(server: &Pool, sql: &str) -> Result<Vec<Row>, Reason> {
    let mut connection = server.connection().await?;
    let found = connection.query(&Statement::plain(sql)).await;
    connection.give_back();
    found.map_err(|failure| Reason::of(&failure, format!("`{sql}`")))
}

/// The names that a query finds.
async fn names(server: &Pool, sql: &str) -> Vec<String> {
    ask(server, sql).await.unwrap_or_default().into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}

/// Drops what processes that were killed left behind. That nothing of it is left is no condition of a test, so that a
/// refusal is not told.
async fn sweep(server: &Pool) {
    let listed: Vec<String> = match server {
        #[cfg(feature = "postgres")]
        Pool::Postgres(_) => names(server, "SELECT datname FROM pg_database").await,
        #[cfg(feature = "mysql")]
        Pool::MySql(_) => names(server, "SELECT schema_name FROM information_schema.schemata").await,
        #[cfg(feature = "sqlite")]
        Pool::Sqlite(_) => Vec::new(),
    };
    for name in listed.iter().filter(|name| kept::is_left_behind(name)) {
        let _kept = send(server, &format!("DROP DATABASE {name}")).await;
    }
}

/// Drops a database, on a runtime of its own.
pub fn drop_now(url: &str, name: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    runtime.block_on(drop_database(url, name)).map_err(|reason| crate::Error::from(reason).to_string())
}

/// Drops a database and ends who is still connected: a transaction that the test left open would wait for the thread that
/// waits for this.
pub async fn drop_database(url: &str, name: &str) -> Result<(), Reason> {
    let server = driver::connect(url).await?;
    let dropped = match &server {
        #[cfg(feature = "postgres")]
        Pool::Postgres(_) => {
            let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
            // Whom it may not end, DROP DATABASE names.
            let _ended = ask(&server, &end).await;
            send(&server, &format!("DROP DATABASE IF EXISTS {name}")).await
        }
        #[cfg(feature = "mysql")]
        Pool::MySql(_) => {
            // MySQL cannot read the second while anybody's statement holds a character of four bytes (error 3854); MariaDB's
            // first is empty.
            for schema in ["performance_schema", "information_schema"] {
                let connected = format!("SELECT id FROM {schema}.processlist WHERE db = '{name}'");
                for id in names(&server, &connected).await {
                    let _gone = send(&server, &format!("KILL {id}")).await;
                }
            }
            send(&server, &format!("DROP DATABASE IF EXISTS {name}")).await
        }
        #[cfg(feature = "sqlite")]
        Pool::Sqlite(_) => Ok(()),
    };
    server.close().await;
    dropped
}

/// The URL of another database on the same server.
pub fn sibling(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").unwrap_or((address, ""));
    let server = rest.split('/').next().unwrap_or_default();
    // PostgreSQL: this option would name the database that the path names.
    let options: Vec<&str> = options.split('&').filter(|o| !o.is_empty() && !o.starts_with("dbname=")).collect();
    let mark = if options.is_empty() { "" } else { "?" };
    format!("{scheme}://{server}/{name}{mark}{}", options.join("&"))
}

#[cfg(test)]
mod tests {
    use super::sibling;

    #[test]
    fn the_url_of_another_database() {
        let cases = [
            ("postgres://me:pw@host:5432/app", "postgres://me:pw@host:5432/x"),
            ("postgres://host", "postgres://host/x"),
            ("postgres:///app?host=/run/pg&dbname=app", "postgres:///x?host=/run/pg"),
            ("mysql://root@host/app?ssl-mode=DISABLED", "mysql://root@host/x?ssl-mode=DISABLED"),
        ];
        for (url, expected) in cases {
            assert_eq!(sibling(url, "x"), expected);
        }
    }
}
