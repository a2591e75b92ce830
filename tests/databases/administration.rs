//! Databases made and dropped on a server, and the line for one that does not answer.

use std::io::Write as _;

use sqlx::{AssertSqlSafe, Connection as _};

use crate::server::Server;

/// A new database on a server, and its URL; nothing, and a line that says so, where the server does not answer.
pub async fn create(server: Server, name: &str) -> Option<String> {
    let url = url(server);
    match administer(server, &format!("CREATE DATABASE {name}")).await {
        Ok(()) => Some(sibling(&url, name)),
        Err(sqlx::Error::Io(_)) => {
            skip(&format!("{} is not reachable at {url}", server.key()));
            None
        }
        Err(error) => panic!("{}: {error}", server.key()),
    }
}

/// Drops a database, whoever is connected to it.
pub async fn drop(server: Server, name: &str) -> Result<(), sqlx::Error> {
    match server {
        #[cfg(feature = "postgres")]
        Server::Postgres => administer(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => {
            end_connections(server, name).await?;
            administer(server, &format!("DROP DATABASE {name}")).await
        }
        #[cfg(feature = "sqlite")]
        Server::Sqlite => unreachable!("SQLite has no server"),
    }
}

/// The list of what runs: MySQL's older one cannot be read while anybody's statement holds a character of four bytes (error
/// 3854).
#[cfg(feature = "mysql")]
pub fn processlist(key: &str) -> &'static str {
    if key == "mysql" { "performance_schema.processlist" } else { "information_schema.processlist" }
}

/// Ends whoever is connected to a database: what a test that failed left open would keep it from being dropped.
#[cfg(feature = "mysql")]
async fn end_connections(server: Server, name: &str) -> Result<(), sqlx::Error> {
    let mut connection = sqlx::MySqlConnection::connect(&url(server)).await?;
    let connected = format!("SELECT CAST(id AS char) FROM {} WHERE db = ?", processlist(server.key()));
    let connected =
        sqlx::query_scalar::<_, String>(AssertSqlSafe(connected)).bind(name).fetch_all(&mut connection).await?;
    for id in connected {
        // It may have gone by itself.
        let _gone = sqlx::raw_sql(AssertSqlSafe(format!("KILL {id}"))).execute(&mut connection).await;
    }
    connection.close().await
}

/// Where a server is.
fn url(server: Server) -> String {
    let (variable, default) = match server {
        #[cfg(feature = "postgres")]
        Server::Postgres => ("MIGRATE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres"),
        #[cfg(feature = "mysql")]
        Server::MySql => ("MIGRATE_TEST_MYSQL", "mysql://root@127.0.0.1:3307/mysql"),
        #[cfg(feature = "mysql")]
        Server::MariaDb => ("MIGRATE_TEST_MARIADB", "mysql://root@127.0.0.1:3306/test"),
        #[cfg(feature = "sqlite")]
        Server::Sqlite => unreachable!("SQLite has no server"),
    };
    std::env::var(variable).unwrap_or_else(|_| default.to_owned())
}

/// Runs a statement about databases, which belongs in none of those of the tests.
async fn administer(server: Server, sql: &str) -> Result<(), sqlx::Error> {
    let url = url(server);
    match server {
        #[cfg(feature = "postgres")]
        Server::Postgres => {
            let mut connection = sqlx::PgConnection::connect(&url).await?;
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
            connection.close().await
        }
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => {
            let mut connection = sqlx::MySqlConnection::connect(&url).await?;
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
            connection.close().await
        }
        #[cfg(feature = "sqlite")]
        Server::Sqlite => unreachable!("SQLite has no server"),
    }
}

/// The URL of another database on the same server.
fn sibling(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let (server, _) = address.rsplit_once('/').expect("a URL names a database after its last slash");
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{server}/{name}{options}")
}

/// Says that a test did not run, in its output and where CI looks for it.
pub fn skip(why: &str) {
    let thread = std::thread::current();
    let line = format!("skipped: {} ({why})", thread.name().unwrap_or("databases"));
    println!("{line}");
    if let Ok(file) = std::env::var("MIGRATE_SKIPPED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        writeln!(file.expect("MIGRATE_SKIPPED names a file"), "{line}").expect("it can be written");
    }
}
