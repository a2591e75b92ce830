//! sqlx: PostgreSQL, MySQL and MariaDB, and SQLite, asynchronously.

mod connection;

use std::fmt;
use std::sync::Arc;
#[cfg(feature = "cli")]
use std::time::Duration;
#[cfg(feature = "cli")]
use std::time::Instant;

use sqlx::pool::PoolOptions;
use tokio::sync::Mutex;

pub use self::connection::Connection;
use self::connection::Held;
use super::failure_kind;
#[cfg(feature = "postgres")]
use super::with_detail;
#[cfg(feature = "mysql")]
use crate::error::Cause;
use crate::error::Reason;
use crate::machine::channel::{Failure, FailureKind};

/// Where connections to one of the databases come from.
#[derive(Clone, Debug)]
pub enum Pool {
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(Source<sqlx::Postgres>),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(Source<sqlx::MySql>),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(Source<sqlx::Sqlite>),
}

/// A pool, or one connection that one run has after the other.
pub enum Source<DB: sqlx::Database> {
    /// A pool.
    Pool(sqlx::Pool<DB>),
    /// One connection, until it is closed.
    Connection(Arc<Mutex<Option<DB::Connection>>>),
}

impl<DB: sqlx::Database> Clone for Source<DB> {
    fn clone(&self) -> Self {
        match self {
            Self::Pool(pool) => Self::Pool(pool.clone()),
            Self::Connection(connection) => Self::Connection(Arc::clone(connection)),
        }
    }
}

impl<DB: sqlx::Database> fmt::Debug for Source<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pool(pool) => pool.fmt(f),
            Self::Connection(_) => f.write_str("Connection"),
        }
    }
}

impl<DB: sqlx::Database> Source<DB> {
    /// One connection.
    pub fn of_connection(connection: DB::Connection) -> Self {
        Self::Connection(Arc::new(Mutex::new(Some(connection))))
    }

    /// How to connect to another database of the same server, or another time to this one.
    fn options(&self) -> Result<<DB::Connection as sqlx::Connection>::Options, Reason> {
        match self {
            Self::Pool(pool) => Ok((*pool.connect_options()).clone()),
            Self::Connection(_) => Err(Reason::Database {
                during: "another connection".to_owned(),
                message: "where it is cannot be told from the one connection that it was given as".to_owned(),
                cause: None,
            }),
        }
    }

    async fn close(&self) {
        match self {
            Self::Pool(pool) => pool.close().await,
            Self::Connection(connection) => drop(connection.lock().await.take()),
        }
    }
}

/// How the URLs of the databases begin.
const SCHEMES: [&str; 5] = ["postgres", "postgresql", "mysql", "mariadb", "sqlite"];

/// Connects to the database that a URL names.
pub async fn connect(url: &str) -> Result<Pool, Reason> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => Ok(Pool::Postgres(open_with(postgres_options(url)?).await?)),
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => Ok(Pool::MySql(open_with(options::<sqlx::MySql>(url)?).await?)),
        #[cfg(feature = "sqlite")]
        "sqlite" => Ok(Pool::Sqlite(open_with(options::<sqlx::Sqlite>(url)?).await?)),
        scheme if SCHEMES.contains(&scheme) => {
            Err(Reason::Url { problem: format!("the feature for `{scheme}` is not enabled") })
        }
        _ => Err(Reason::Url { problem: "it begins with the name of no database".to_owned() }),
    }
}

/// Connects to the database that a URL names, for so long while its server is still starting.
#[cfg(feature = "cli")]
pub async fn connect_within(url: &str, patience: Duration) -> Result<Pool, Reason> {
    match url.split(':').next().unwrap_or_default() {
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => await_server::<sqlx::Postgres>(postgres_options(url)?, patience).await?,
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => await_server::<sqlx::MySql>(options::<sqlx::MySql>(url)?, patience).await?,
        #[cfg(feature = "sqlite")]
        "sqlite" => await_server::<sqlx::Sqlite>(options::<sqlx::Sqlite>(url)?, patience).await?,
        _ => {}
    }
    connect(url).await
}

/// Waits until a server answers. A pool would wait too, but not say for what.
#[cfg(feature = "cli")]
async fn await_server<DB: sqlx::Database>(options: OptionsOf<DB>, patience: Duration) -> Result<(), Reason> {
    use sqlx::Connection as _;

    let begin = Instant::now();
    let mut pause = Duration::from_millis(50);
    loop {
        let left = patience.saturating_sub(begin.elapsed());
        let attempt = DB::Connection::connect_with(&options);
        let error = match tokio::time::timeout(left.max(Duration::from_secs(1)), attempt).await {
            Ok(Ok(connection)) => return connection.close().await.map_err(|error| connection_refused(&error)),
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, "it does not answer")),
        };
        if begin.elapsed() >= patience || !is_starting(&error) {
            return Err(connection_refused(&error));
        }
        tokio::time::sleep(pause.min(patience.saturating_sub(begin.elapsed()))).await;
        pause = (pause * 2).min(Duration::from_secs(1));
    }
}

/// Whether a server that is about to start may answer like that. Its name may not be known yet either.
#[cfg(feature = "cli")]
fn is_starting(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        sqlx::Error::Database(error) => error.is_transient_in_connect_phase(),
        _ => false,
    }
}

type OptionsOf<DB> = <<DB as sqlx::Database>::Connection as sqlx::Connection>::Options;

fn options<DB: sqlx::Database>(url: &str) -> Result<OptionsOf<DB>, Reason> {
    url.parse::<OptionsOf<DB>>().map_err(|error| connection_refused(&error))
}

/// Without a parameter that poolers refuse, and that changes nothing on PostgreSQL 12 and newer.
#[cfg(feature = "postgres")]
fn postgres_options(url: &str) -> Result<sqlx::postgres::PgConnectOptions, Reason> {
    Ok(options::<sqlx::Postgres>(url)?.extra_float_digits(None))
}

/// One connection is enough, and a SQLite database in memory lives as long as its connection.
async fn open_with<DB: sqlx::Database>(options: OptionsOf<DB>) -> Result<Source<DB>, Reason> {
    let pool = PoolOptions::<DB>::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    pool.connect_with(options).await.map(Source::Pool).map_err(|error| connection_refused(&error))
}

fn connection_refused(error: &sqlx::Error) -> Reason {
    if let sqlx::Error::Configuration(problem) = error {
        return Reason::Url { problem: problem.to_string() };
    }
    let message = describe(error);
    // PgBouncer: `unsupported startup parameter: …`, and `… in options: …`.
    match message.strip_prefix("unsupported startup parameter").and_then(|rest| rest.split_once(": ")) {
        Some((_, name)) => Reason::StartupParameter { name: name.to_owned() },
        None => Reason::Database { during: "the connection".to_owned(), message, cause: None },
    }
}

impl Pool {
    /// A connection for one run.
    pub async fn connection(&self) -> Result<Connection, Reason> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(source) => Ok(Connection::Postgres(Held::acquire(source).await?)),
            #[cfg(feature = "mysql")]
            Self::MySql(source) => Ok(Connection::MySql(Held::acquire(source).await?)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(source) => Ok(Connection::Sqlite(Held::acquire(source).await?)),
        }
    }
}

impl Pool {
    /// Whether other connections can be made.
    ///
    /// # Errors
    /// It is one connection, of which nobody knows where it leads.
    pub fn check_others(&self) -> Result<(), Reason> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(source) => source.options().map(drop),
            #[cfg(feature = "mysql")]
            Self::MySql(source) => source.options().map(drop),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(source) => source.options().map(drop),
        }
    }

    /// A pool for another database of the same server; of SQLite, for another file.
    pub async fn beside(&self, database: &str) -> Result<Self, Reason> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(source) => Ok(Self::Postgres(open_with(source.options()?.database(database)).await?)),
            #[cfg(feature = "mysql")]
            Self::MySql(source) => Ok(Self::MySql(open_with(source.options()?.database(database)).await?)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(source) => Ok(Self::Sqlite(open_with(source.options()?.filename(database)).await?)),
        }
    }

    /// Another pool for the same database.
    #[cfg(feature = "postgres")]
    pub async fn beside_itself(&self) -> Result<Self, Reason> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(source) => Ok(Self::Postgres(open_with(source.options()?).await?)),
            #[cfg(feature = "mysql")]
            Self::MySql(source) => Ok(Self::MySql(open_with(source.options()?).await?)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(source) => Ok(Self::Sqlite(open_with(source.options()?).await?)),
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(source) => source.close().await,
            #[cfg(feature = "mysql")]
            Self::MySql(source) => source.close().await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(source) => source.close().await,
        }
    }
}

/// What the database said, without what the client adds.
fn describe(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => said(error.as_ref()),
        error => error.to_string(),
    }
}

#[cfg(feature = "postgres")]
fn said(error: &dyn sqlx::error::DatabaseError) -> String {
    match error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        Some(error) => with_detail(error.message(), error.detail(), error.code()),
        None => error.message().to_owned(),
    }
}

#[cfg(not(feature = "postgres"))]
fn said(error: &dyn sqlx::error::DatabaseError) -> String {
    error.message().to_owned()
}

fn failure(error: &sqlx::Error) -> Failure {
    let kind = match error {
        sqlx::Error::Database(error) => kind_of_number(error.as_ref())
            .or_else(|| error.code().map(|code| failure_kind(&code)))
            .unwrap_or(FailureKind::Refused(None)),
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed => FailureKind::ConnectionLost,
        _ => FailureKind::Refused(None),
    };
    Failure { message: describe(error), kind }
}

/// What an error number of MySQL or MariaDB means, which say more than the SQLSTATE that several of them share.
#[cfg(feature = "mysql")]
fn kind_of_number(error: &dyn sqlx::error::DatabaseError) -> Option<FailureKind> {
    let error = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()?;
    match error.number() {
        // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK.
        1205 | 1213 => Some(FailureKind::Busy),
        // ER_SERVER_SHUTDOWN, MariaDB's ER_CONNECTION_KILLED, MySQL's ER_SESSION_WAS_KILLED.
        1053 | 1927 | 3169 => Some(FailureKind::ConnectionLost),
        // ER_DISK_FULL, ER_RECORD_FILE_FULL.
        1021 | 1114 => Some(FailureKind::Refused(Some(Cause::NoSpace))),
        // ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR,
        // ER_SPECIFIC_ACCESS_DENIED_ERROR.
        1044 | 1142 | 1143 | 1227 => Some(FailureKind::Refused(Some(Cause::NoRight))),
        // ER_OPTION_PREVENTS_STATEMENT, as of `read_only`, and ER_READ_ONLY_MODE.
        1290 | 1836 => Some(FailureKind::Refused(Some(Cause::ReadOnly))),
        _ => None,
    }
}

#[cfg(not(feature = "mysql"))]
fn kind_of_number(_: &dyn sqlx::error::DatabaseError) -> Option<FailureKind> {
    None
}
