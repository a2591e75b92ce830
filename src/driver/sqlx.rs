//! sqlx: PostgreSQL, MySQL and MariaDB, and SQLite, asynchronously.

#[cfg(feature = "cli")]
use std::time::Duration;
#[cfg(feature = "cli")]
use std::time::Instant;

use migrate_core::dialect::Dialect;
use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::{AssertSqlSafe, Decode, Encode, Executor, IntoArguments, Row as _, Type};

use super::{Driver, failure_kind};
use crate::error::{Cause, Reason};
use crate::machine::channel::{Failure, FailureKind, Parameter, Row, Statement};

/// A pool of connections to one of the databases.
#[derive(Clone, Debug)]
pub enum Pool {
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
}

/// How the URLs of the databases begin.
const SCHEMES: [&str; 5] = ["postgres", "postgresql", "mysql", "mariadb", "sqlite"];

/// Connects to the database that a URL names.
pub async fn connect(url: &str) -> Result<Pool, Reason> {
    let scheme = url.split(':').next().unwrap_or_default();
    match scheme {
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => Ok(Pool::Postgres(open(url).await?)),
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => Ok(Pool::MySql(open(url).await?)),
        #[cfg(feature = "sqlite")]
        "sqlite" => Ok(Pool::Sqlite(open(url).await?)),
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
        "postgres" | "postgresql" => await_server::<sqlx::Postgres>(url, patience).await?,
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => await_server::<sqlx::MySql>(url, patience).await?,
        #[cfg(feature = "sqlite")]
        "sqlite" => await_server::<sqlx::Sqlite>(url, patience).await?,
        _ => {}
    }
    connect(url).await
}

/// Waits until a server answers. A pool would wait too, but not say for what.
#[cfg(feature = "cli")]
async fn await_server<DB: sqlx::Database>(url: &str, patience: Duration) -> Result<(), Reason> {
    use sqlx::Connection as _;

    let options = url.parse::<<DB::Connection as sqlx::Connection>::Options>();
    let options = options.map_err(|error| connection_refused(&error))?;
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

async fn open<DB: sqlx::Database>(url: &str) -> Result<sqlx::Pool<DB>, Reason> {
    let options = url.parse::<<DB::Connection as sqlx::Connection>::Options>();
    open_with(options.map_err(|error| connection_refused(&error))?).await
}

/// One connection is enough, and a SQLite database in memory lives as long as its connection.
async fn open_with<DB: sqlx::Database>(
    options: <DB::Connection as sqlx::Connection>::Options,
) -> Result<sqlx::Pool<DB>, Reason> {
    let pool = PoolOptions::<DB>::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    pool.connect_with(options).await.map_err(|error| connection_refused(&error))
}

fn connection_refused(error: &sqlx::Error) -> Reason {
    match error {
        sqlx::Error::Configuration(problem) => Reason::Url { problem: problem.to_string() },
        error => Reason::Database { during: "the connection".to_owned(), message: describe(error), cause: None },
    }
}

impl Pool {
    /// A connection for one run.
    pub async fn connection(&self) -> Result<Connection, Reason> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Ok(Connection::Postgres(Pooled::acquire(pool).await?)),
            #[cfg(feature = "mysql")]
            Self::MySql(pool) => Ok(Connection::MySql(Pooled::acquire(pool).await?)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => Ok(Connection::Sqlite(Pooled::acquire(pool).await?)),
        }
    }
}

impl Pool {
    /// A pool for another database of the same server; of SQLite, for another file.
    pub async fn beside(&self, database: &str) -> Result<Self, Reason> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => {
                Ok(Self::Postgres(open_with((*pool.connect_options()).clone().database(database)).await?))
            }
            #[cfg(feature = "mysql")]
            Self::MySql(pool) => {
                Ok(Self::MySql(open_with((*pool.connect_options()).clone().database(database)).await?))
            }
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => {
                Ok(Self::Sqlite(open_with((*pool.connect_options()).clone().filename(database)).await?))
            }
        }
    }

    /// Another pool for the same database.
    #[cfg(feature = "postgres")]
    pub async fn beside_itself(&self) -> Result<Self, Reason> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Ok(Self::Postgres(open_with((*pool.connect_options()).clone()).await?)),
            #[cfg(feature = "mysql")]
            Self::MySql(pool) => Ok(Self::MySql(open_with((*pool.connect_options()).clone()).await?)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => Ok(Self::Sqlite(open_with((*pool.connect_options()).clone()).await?)),
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool.close().await,
            #[cfg(feature = "mysql")]
            Self::MySql(pool) => pool.close().await,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => pool.close().await,
        }
    }
}

/// A connection to one of the databases.
pub enum Connection {
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(Pooled<sqlx::Postgres>),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(Pooled<sqlx::MySql>),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(Pooled<sqlx::Sqlite>),
}

/// Does the same with whichever client it is.
macro_rules! with_client {
    ($connection:expr, $client:ident => $do:expr) => {
        match $connection {
            #[cfg(feature = "postgres")]
            Connection::Postgres($client) => $do,
            #[cfg(feature = "mysql")]
            Connection::MySql($client) => $do,
            #[cfg(feature = "sqlite")]
            Connection::Sqlite($client) => $do,
        }
    };
}

impl Driver for Connection {
    fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::MySql(_) => Dialect::MySql,
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    async fn execute(&mut self, statement: &Statement) -> Result<(), Failure> {
        with_client!(self, client => client.execute(statement).await)
    }

    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        with_client!(self, client => client.query(statement).await)
    }
}

impl Connection {
    /// Gives the connection back to its pool: the run left it as it found it.
    pub fn give_back(self) {
        with_client!(self, client => client.give_back());
    }
}

/// A connection of a pool. Dropped without being given back, as when a run fails or is cancelled, it is closed, which
/// rolls back what it had begun and frees its locks.
pub struct Pooled<DB: sqlx::Database>(Option<PoolConnection<DB>>);

impl<DB: sqlx::Database> Pooled<DB> {
    async fn acquire(pool: &sqlx::Pool<DB>) -> Result<Self, Reason> {
        let connection = pool.acquire().await;
        Ok(Self(Some(connection.map_err(|error| connection_refused(&error))?)))
    }

    fn give_back(mut self) {
        drop(self.0.take());
    }

    async fn execute(&mut self, statement: &Statement) -> Result<(), Failure>
    where
        for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
        for<'q> String: Encode<'q, DB> + Type<DB>,
        for<'q> i64: Encode<'q, DB> + Type<DB>,
        DB::Arguments: IntoArguments<DB>,
    {
        let sent = if statement.parameters.is_empty() {
            sqlx::raw_sql(AssertSqlSafe(statement.sql.as_str())).execute(self.connection()).await.map(drop)
        } else {
            prepared::<DB>(statement).execute(self.connection()).await.map(drop)
        };
        sent.map_err(|error| failure(&error))
    }

    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure>
    where
        for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
        for<'q> String: Encode<'q, DB> + Type<DB>,
        for<'r> String: Decode<'r, DB>,
        for<'q> i64: Encode<'q, DB> + Type<DB>,
        DB::Arguments: IntoArguments<DB>,
        usize: sqlx::ColumnIndex<DB::Row>,
    {
        let rows = if statement.parameters.is_empty() {
            sqlx::raw_sql(AssertSqlSafe(statement.sql.as_str())).fetch_all(self.connection()).await
        } else {
            prepared::<DB>(statement).fetch_all(self.connection()).await
        };
        let text = |row: &DB::Row| (0..row.len()).map(|index| row.try_get_unchecked(index)).collect();
        rows.and_then(|rows| rows.iter().map(text).collect()).map_err(|error| failure(&error))
    }

    fn connection(&mut self) -> &mut DB::Connection {
        self.0.as_mut().expect("it is there until it is given back")
    }
}

impl<DB: sqlx::Database> Drop for Pooled<DB> {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

type Prepared<'q, DB> = sqlx::query::Query<'q, DB, <DB as sqlx::Database>::Arguments>;

fn prepared<'q, DB: sqlx::Database>(statement: &Statement) -> Prepared<'q, DB>
where
    String: Encode<'q, DB> + Type<DB> + 'q,
    i64: Encode<'q, DB> + Type<DB> + 'q,
{
    statement.parameters.iter().fold(sqlx::query(AssertSqlSafe(statement.sql.as_str())), |query, parameter| {
        match parameter {
            Parameter::Integer(value) => query.bind(*value),
            Parameter::Text(text) => query.bind(text.clone()),
        }
    })
}

/// What the database said, without what the client adds.
fn describe(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        error => error.to_string(),
    }
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
