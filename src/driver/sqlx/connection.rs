//! A connection of sqlx's that belongs to one run.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use migrate_core::dialect::Dialect;
use sqlx::pool::PoolConnection;
use sqlx::{AssertSqlSafe, Connection as _, Decode, Encode, Executor, IntoArguments, Row as _, Type};
use tokio::sync::OwnedMutexGuard;

use super::super::Driver;
use super::{Source, failure};
use crate::error::Reason;
use crate::machine::channel::{Failure, FailureKind, Parameter, Row, Statement};

/// A connection to one of the databases.
pub enum Connection {
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(Held<sqlx::Postgres>),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    MySql(Held<sqlx::MySql>),
    /// SQLite.
    #[cfg(feature = "sqlite")]
    Sqlite(Held<sqlx::Sqlite>),
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
        let statement = self.without_placeholders(statement);
        with_client!(self, client => client.execute(&statement).await)
    }

    async fn query(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        let statement = self.without_placeholders(statement);
        with_client!(self, client => client.query(&statement).await)
    }

    async fn query_beside(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure> {
        with_client!(self, client => client.query_beside(statement).await)
    }

    async fn close_beside(&mut self) {
        with_client!(self, client => client.beside = None);
    }
}

impl Connection {
    /// PostgreSQL: a statement with placeholders is prepared first, in a session that a pooler may give to somebody else before
    /// the values follow.
    fn without_placeholders<'s>(&self, statement: &'s Statement) -> Cow<'s, Statement> {
        match self.dialect() {
            Dialect::Postgres if !statement.parameters.is_empty() => {
                Cow::Owned(Statement::plain(statement.written_out(Dialect::Postgres)))
            }
            _ => Cow::Borrowed(statement),
        }
    }

    /// Gives the connection back to its pool: the run left it as it found it.
    pub fn give_back(self) {
        with_client!(self, client => client.give_back());
    }
}

/// A connection that belongs to one run. Dropped without being given back, as when a run fails or is cancelled, it is closed,
/// which rolls back what it had begun and frees its locks.
pub struct Held<DB: sqlx::Database> {
    connection: Option<Lent<DB>>,
    /// How to open another one.
    options: Option<Arc<<DB::Connection as sqlx::Connection>::Options>>,
    /// Another one.
    beside: Option<DB::Connection>,
}

/// From where it comes.
enum Lent<DB: sqlx::Database> {
    Pool(PoolConnection<DB>),
    Owner(OwnedMutexGuard<Option<DB::Connection>>),
}

/// How long another connection may take: it is not worth a long wait.
const BESIDE: Duration = Duration::from_secs(2);

impl<DB: sqlx::Database> Held<DB> {
    pub async fn acquire(source: &Source<DB>) -> Result<Self, Reason> {
        let (connection, options) = match source {
            Source::Pool(pool) => {
                let connection = pool.acquire().await.map_err(|error| super::connection_refused(&error))?;
                (Lent::Pool(connection), Some(pool.connect_options()))
            }
            Source::Connection(connection) => {
                let connection = Arc::clone(connection).lock_owned().await;
                if connection.is_none() {
                    return Err(Reason::Database {
                        during: "the connection".to_owned(),
                        message: "it was closed when an earlier run on it failed".to_owned(),
                        cause: None,
                    });
                }
                (Lent::Owner(connection), None)
            }
        };
        Ok(Self { connection: Some(connection), options, beside: None })
    }

    fn give_back(mut self) {
        drop(self.connection.take());
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
        rows.and_then(texts::<DB>).map_err(|error| failure(&error))
    }

    /// Asks another connection to the same database, which is opened first if that was not yet done.
    async fn query_beside(&mut self, statement: &Statement) -> Result<Vec<Row>, Failure>
    where
        for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
        for<'r> String: Decode<'r, DB>,
        usize: sqlx::ColumnIndex<DB::Row>,
    {
        let refused = |message: &str| Failure { message: message.to_owned(), kind: FailureKind::Refused(None) };
        let options = self.options.clone().ok_or_else(|| refused("nobody knows how to open another connection"))?;
        let open = self.beside.take();
        let asked = async {
            let mut connection = match open {
                Some(connection) => connection,
                None => DB::Connection::connect_with(&options).await?,
            };
            let rows = sqlx::raw_sql(AssertSqlSafe(statement.sql.as_str())).fetch_all(&mut connection).await?;
            Ok((connection, texts::<DB>(rows)?))
        };
        let asked = tokio::time::timeout(BESIDE, asked).await.map_err(|_| refused("it does not answer"))?;
        let (connection, rows) = asked.map_err(|error: sqlx::Error| failure(&error))?;
        self.beside = Some(connection);
        Ok(rows)
    }

    fn connection(&mut self) -> &mut DB::Connection {
        let connection = match &mut self.connection {
            Some(Lent::Pool(connection)) => Some(&mut **connection),
            Some(Lent::Owner(connection)) => connection.as_mut(),
            None => None,
        };
        connection.expect("it is there until it is given back")
    }
}

impl<DB: sqlx::Database> Drop for Held<DB> {
    fn drop(&mut self) {
        match self.connection.take() {
            Some(Lent::Pool(connection)) => drop(connection.detach()),
            Some(Lent::Owner(mut connection)) => drop(connection.take()),
            None => {}
        }
    }
}

/// Rows as texts.
fn texts<DB: sqlx::Database>(rows: Vec<DB::Row>) -> Result<Vec<Row>, sqlx::Error>
where
    for<'r> String: Decode<'r, DB>,
    usize: sqlx::ColumnIndex<DB::Row>,
{
    let text = |row: &DB::Row| (0..row.len()).map(|index| row.try_get_unchecked(index)).collect();
    rows.iter().map(text).collect()
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
