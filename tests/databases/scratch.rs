//! A database of its own for each test and server, dropped when the test ends, however it ends.

use std::io::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use migrate::Database;
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

/// A database server that tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    #[cfg(feature = "postgres")]
    Postgres,
    #[cfg(feature = "mysql")]
    MySql,
    #[cfg(feature = "mysql")]
    MariaDb,
    #[cfg(feature = "sqlite")]
    Sqlite,
}

impl Server {
    /// Those whose client is compiled in.
    pub const ALL: &[Self] = &[
        #[cfg(feature = "postgres")]
        Self::Postgres,
        #[cfg(feature = "mysql")]
        Self::MySql,
        #[cfg(feature = "mysql")]
        Self::MariaDb,
        #[cfg(feature = "sqlite")]
        Self::Sqlite,
    ];

    /// As `migrate.toml` calls it.
    pub const fn key(self) -> &'static str {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres => "postgres",
            #[cfg(feature = "mysql")]
            Self::MySql => "mysql",
            #[cfg(feature = "mysql")]
            Self::MariaDb => "mariadb",
            #[cfg(feature = "sqlite")]
            Self::Sqlite => "sqlite",
        }
    }

    /// Whether a history is built for it.
    pub fn is_target_of(self, migrations: &migrate::Migrations) -> bool {
        migrations.targets.iter().any(|target| target.dialect.key() == self.key())
    }

    /// Whether schema changes are rolled back with their transaction.
    pub fn is_transactional(self) -> bool {
        ["postgres", "sqlite"].contains(&self.key())
    }

    #[cfg(any(feature = "postgres", feature = "mysql"))]
    fn admin_url(self) -> String {
        let (variable, default) = match self {
            #[cfg(feature = "postgres")]
            Self::Postgres => ("MIGRATE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres"),
            #[cfg(feature = "mysql")]
            Self::MySql => ("MIGRATE_TEST_MYSQL", "mysql://root@127.0.0.1:3307/mysql"),
            #[cfg(feature = "mysql")]
            Self::MariaDb => ("MIGRATE_TEST_MARIADB", "mysql://root@127.0.0.1:3306/test"),
            #[cfg(feature = "sqlite")]
            Self::Sqlite => unreachable!("SQLite has no server"),
        };
        std::env::var(variable).unwrap_or_else(|_| default.to_owned())
    }
}

/// A database that is dropped with this value.
pub struct Scratch {
    /// The server.
    pub server: Server,
    /// What reaches the database.
    pub url: String,
    /// The database as the library sees it.
    pub db: Database,
    client: Client,
    name: String,
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
                format!("sqlite://{}?mode=rwc", std::env::temp_dir().join(format!("{name}.db")).display())
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            server => {
                let admin = server.admin_url();
                match administer(server, &format!("CREATE DATABASE {name}")).await {
                    Ok(()) => {}
                    Err(sqlx::Error::Io(_)) => {
                        skip(&format!("{} is not reachable at {admin}", server.key()));
                        return None;
                    }
                    Err(error) => panic!("{}: {error}", server.key()),
                }
                sibling(&admin, &name)
            }
        };
        let client = Client::open(server, &url).await;
        let db = Database::connect(&url).await.expect("the new database answers");
        Some(Self { server, url, db, client, name })
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
        let texts = with_pool!(&self.client, pool => {
            sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(pool).await.and_then(|rows| {
                rows.iter().map(|row| (0..row.len()).map(|index| row.try_get_unchecked(index)).collect()).collect()
            })
        });
        texts.unwrap_or_else(|error: sqlx::Error| panic!("{}: {error}\n{sql}", self.server.key()))
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
        #[cfg(feature = "sqlite")]
        if self.server == Server::Sqlite {
            for end in ["", "-wal", "-shm", "-journal"] {
                let _missing = std::fs::remove_file(std::env::temp_dir().join(format!("{}.db{end}", self.name)));
            }
            return;
        }
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        {
            let force = if self.server.key() == "postgres" { " WITH (FORCE)" } else { "" };
            let (server, sql) = (self.server, format!("DROP DATABASE {}{force}", self.name));
            // The test's own runtime may be unwinding.
            let dropped = std::thread::spawn(move || crate::check::block_on(administer(server, &sql))).join();
            if !std::thread::panicking() {
                dropped.expect("no panic").expect("the database is dropped");
            }
        }
    }
}

/// Runs a statement about databases, which belongs in none of those of the tests.
#[cfg(any(feature = "postgres", feature = "mysql"))]
async fn administer(server: Server, sql: &str) -> Result<(), sqlx::Error> {
    let url = server.admin_url();
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
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn sibling(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let (server, _) = address.rsplit_once('/').expect("a URL names a database after its last slash");
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{server}/{name}{options}")
}

/// Says that a test did not run, in its output and where CI looks for it.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn skip(why: &str) {
    let thread = std::thread::current();
    let line = format!("skipped: {} ({why})", thread.name().unwrap_or("databases"));
    println!("{line}");
    if let Ok(file) = std::env::var("MIGRATE_SKIPPED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
        writeln!(file.expect("MIGRATE_SKIPPED names a file"), "{line}").expect("it can be written");
    }
}
