//! The database that migrations run on.

use crate::driver::{self, Connection, Pool};
use crate::error::{Error, Reason};

/// A database, by URL or as a pool of sqlx's that the program has anyway.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let db = migrate::Database::connect("sqlite::memory:").await?;
///
/// let pool = sqlx::SqlitePool::connect("sqlite::memory:").await?;
/// let db = migrate::Database::from(pool.clone());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Database {
    pool: Pool,
}

impl Database {
    /// Connects to `postgres://…`, `mysql://…` or `sqlite://…`.
    ///
    /// The URL is read as sqlx reads it: `sqlite://app.db?mode=rwc` creates the file where it is missing.
    ///
    /// # Errors
    /// The URL names no database, the feature of that database is not enabled, or the database does not answer.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Ok(Self { pool: driver::connect(url).await? })
    }

    /// Connects as [`Database::connect`] does, and tries again for so long while the server is still starting.
    #[cfg(feature = "cli")]
    pub(crate) async fn connect_within(url: &str, patience: std::time::Duration) -> Result<Self, Error> {
        Ok(Self { pool: driver::connect_within(url, patience).await? })
    }

    pub(crate) const fn of(pool: Pool) -> Self {
        Self { pool }
    }

    pub(crate) const fn pool(&self) -> &Pool {
        &self.pool
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) async fn connection(&self) -> Result<Connection, Reason> {
        self.pool.connection().await
    }
}

#[cfg(feature = "postgres")]
impl From<sqlx::PgPool> for Database {
    fn from(pool: sqlx::PgPool) -> Self {
        Self { pool: Pool::Postgres(pool) }
    }
}

#[cfg(feature = "mysql")]
impl From<sqlx::MySqlPool> for Database {
    fn from(pool: sqlx::MySqlPool) -> Self {
        Self { pool: Pool::MySql(pool) }
    }
}

#[cfg(feature = "sqlite")]
impl From<sqlx::SqlitePool> for Database {
    fn from(pool: sqlx::SqlitePool) -> Self {
        Self { pool: Pool::Sqlite(pool) }
    }
}
