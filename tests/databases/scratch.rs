//! A database of its own for each test and server, dropped when the test ends, however it ends.

use std::sync::atomic::{AtomicU32, Ordering};

use migrate::Database;
use sqlx::{AssertSqlSafe, Row as _};

#[cfg(any(feature = "postgres", feature = "mysql"))]
use crate::administration;
use crate::server::Server;

/// A database that is dropped with this value.
pub struct Scratch {
    /// The server.
    pub server: Server,
    /// What reaches the database.
    pub url: String,
    /// The database as the library sees it.
    pub db: Database,
    client: Client,
    /// Its name, where it is dropped with this value.
    name: Option<String>,
}

/// A connection of the test's own.
#[derive(Clone)]
enum Client {
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool),
}

/// Rows as texts.
pub type Rows = Vec<Vec<Option<String>>>;

macro_rules! with_pool {
    ($client:expr, $pool:ident => $do:expr) => {
        match $client {
            #[cfg(feature = "postgres")]
            Client::Postgres($pool) => $do,
            #[cfg(feature = "mysql")]
            Client::MySql($pool) => $do,
            #[cfg(feature = "sqlite")]
            Client::Sqlite($pool) => $do,
        }
    };
}

impl Scratch {
    /// A new database; nothing, and a line that says so, where the server does not answer.
    pub async fn new(server: Server) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("migrate_test_{}_{count}_{}", std::process::id(), clock.subsec_nanos());
        let url = match server {
            #[cfg(feature = "sqlite")]
            Server::Sqlite => {
                format!("sqlite://{}?mode=rwc", folder().join(format!("{name}.db")).display())
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            server => administration::create(server, &name).await?,
        };
        let client = Client::open(server, &url).await;
        let db = Database::connect(&url).await.expect("the new database answers");
        Some(Self { server, url, db, client, name: Some(name) })
    }

    /// The same database over other connections. It is dropped with the first value.
    pub async fn again(&self) -> Self {
        Self::at(self.server, &self.url).await
    }

    /// The database at this address, which somebody else drops.
    pub async fn at(server: Server, url: &str) -> Self {
        let client = Client::open(server, url).await;
        let db = Database::connect(url).await.expect("the database answers");
        Self { server, url: url.to_owned(), db, client, name: None }
    }

    /// Runs SQL in which names stand between double quotes on every server.
    pub async fn run(&self, sql: &str) {
        if let Err(error) = self.try_run(sql).await {
            panic!("{}: {error}\n{sql}", self.server.key());
        }
    }

    /// Runs SQL that may fail.
    pub async fn try_run(&self, sql: &str) -> Result<(), sqlx::Error> {
        with_pool!(&self.client, pool => sqlx::raw_sql(AssertSqlSafe(sql)).execute(pool).await.map(drop))
    }

    /// The rows of a query, as texts.
    pub async fn rows(&self, sql: &str) -> Rows {
        let rows = self.try_rows(sql).await;
        rows.unwrap_or_else(|error| panic!("{}: {error}\n{sql}", self.server.key()))
    }

    /// The rows of a query that may fail.
    pub async fn try_rows(&self, sql: &str) -> Result<Rows, sqlx::Error> {
        with_pool!(&self.client, pool => {
            sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(pool).await.and_then(|rows| {
                rows.iter().map(|row| (0..row.len()).map(|index| row.try_get_unchecked(index)).collect()).collect()
            })
        })
    }

    /// The one value that a query finds.
    pub async fn value(&self, sql: &str) -> String {
        let rows = self.rows(sql).await;
        match rows.as_slice() {
            [row] if row.len() == 1 => row[0].clone().unwrap_or_else(|| "NULL".to_owned()),
            _ => panic!("{}: one value expected, not {rows:?}\n{sql}", self.server.key()),
        }
    }
}

/// Where SQLite's files are: in memory if that can be, as they have to outlive nothing.
#[cfg(feature = "sqlite")]
fn folder() -> std::path::PathBuf {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() }
}

impl Client {
    async fn open(server: Server, url: &str) -> Self {
        let opened = match server {
            #[cfg(feature = "postgres")]
            Server::Postgres => single(url).await.map(Self::Postgres),
            #[cfg(feature = "mysql")]
            Server::MySql | Server::MariaDb => single(url).await.map(Self::MySql),
            #[cfg(feature = "sqlite")]
            Server::Sqlite => single(url).await.map(Self::Sqlite),
        };
        let client = opened.unwrap_or_else(|error| panic!("{}: {error}", server.key()));
        #[cfg(feature = "mysql")]
        if let Self::MySql(pool) = &client {
            let mode = sqlx::raw_sql("SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES'").execute(pool).await;
            mode.expect("the mode is known");
        }
        client
    }
}

async fn single<DB: sqlx::Database>(url: &str) -> Result<sqlx::Pool<DB>, sqlx::Error> {
    sqlx::pool::PoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None).connect(url).await
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let Some(name) = &self.name else { return };
        match self.server {
            #[cfg(feature = "sqlite")]
            Server::Sqlite => {
                for end in ["", "-wal", "-shm", "-journal"] {
                    let _missing = std::fs::remove_file(folder().join(format!("{name}.db{end}")));
                }
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            server => {
                // On a thread of its own: the test's runtime may be unwinding.
                let drop = || crate::check::block_on(administration::drop(server, name));
                let dropped = std::thread::scope(|scope| scope.spawn(drop).join());
                if !std::thread::panicking() {
                    dropped.expect("no panic").expect("the database is dropped");
                }
            }
        }
    }
}
