//! The database that migrations run on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::driver::{self, Connection, Pool, Source};
use crate::error::{Error, Reason};

/// A database, by URL or as a pool or connection of sqlx's that the program has anyway.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let db = migrate::Database::connect("sqlite::memory:").await?;
///
/// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
/// let db = migrate::Database::from(pool.clone());
///
/// use sqlx::Connection as _;
/// let db = migrate::Database::from(sqlx::SqliteConnection::connect("sqlite::memory:").await?);
/// # Ok(())
/// # }
/// ```
///
/// One connection serves one run after the other. On a server it is closed where a run on it fails, as nobody knows what its
/// session is left with. What needs another database beside this one, as [`Migrator::check`](crate::Migrator::check), cannot
/// make one, and a pooler in front of PostgreSQL is only noticed while others use it too.
#[derive(Clone, Debug)]
pub struct Database {
    pool: Pool,
    /// Whether a run has found that no pooler stands between it and the server.
    is_direct: Arc<AtomicBool>,
}

impl Database {
    /// Connects to `postgres://…`, `mysql://…` or `sqlite://…`.
    ///
    /// The URL is read as sqlx reads it: `sqlite://app.db?mode=rwc` creates the file where it is missing.
    ///
    /// # Errors
    /// The URL names no database, the feature of that database is not enabled, or the database does not answer.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Ok(Self::of(driver::connect(url).await?))
    }

    /// Connects as [`Database::connect`] does, and tries again for so long while the server is still starting.
    #[cfg(feature = "cli")]
    pub(crate) async fn connect_within(url: &str, patience: std::time::Duration) -> Result<Self, Error> {
        Ok(Self::of(driver::connect_within(url, patience).await?))
    }

    pub(crate) fn of(pool: Pool) -> Self {
        Self { pool, is_direct: Arc::default() }
    }

    pub(crate) const fn pool(&self) -> &Pool {
        &self.pool
    }

    pub(crate) fn is_direct(&self) -> bool {
        self.is_direct.load(Ordering::Relaxed)
    }

    /// A run has looked for a pooler and found none.
    pub(crate) fn found_direct(&self) {
        self.is_direct.store(true, Ordering::Relaxed);
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) async fn connection(&self) -> Result<Connection, Reason> {
        self.pool.connection().await
    }
}

/// A database of each kind of pool and of connection.
macro_rules! from_client {
    ($feature:literal, $database:ident, $pool:ident, $connection:ident) => {
        #[cfg(feature = $feature)]
        impl From<sqlx::$pool> for Database {
            fn from(pool: sqlx::$pool) -> Self {
                Self::of(Pool::$database(Source::Pool(pool)))
            }
        }

        #[cfg(feature = $feature)]
        impl From<sqlx::$connection> for Database {
            fn from(connection: sqlx::$connection) -> Self {
                Self::of(Pool::$database(Source::of_connection(connection)))
            }
        }
    };
}

from_client!("postgres", Postgres, PgPool, PgConnection);
from_client!("mysql", MySql, MySqlPool, MySqlConnection);
from_client!("sqlite", Sqlite, SqlitePool, SqliteConnection);
