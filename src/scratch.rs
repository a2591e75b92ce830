//! A database for the time of one proof or comparison.

use std::path::PathBuf;

use migrate_core::dialect::Dialect;
use migrate_core::migration::Step;

use crate::driver::{Driver as _, Pool};
use crate::error::{Error, Reason};
use crate::machine::channel::Statement;
use crate::{Database, driver};

/// A database that nobody else knows.
pub struct Scratch {
    database: Database,
    kind: Kind,
}

enum Kind {
    /// A file, and what SQLite puts beside it.
    File(PathBuf),
    /// A database of a server, and the connection that made it.
    OfServer { name: String, server: Pool },
}

impl Scratch {
    /// Makes one beside the database of the URL.
    pub async fn create(url: &str) -> Result<Self, Error> {
        if url.starts_with("sqlite:") {
            return Self::file().await;
        }
        Self::of_server(driver::connect(url).await?, "").await
    }

    /// Makes one for a schema that is to be compared with that of a database: on the server of the URL, or else beside the
    /// database.
    pub async fn like(db: &Database, dialect: Dialect, url: Option<&str>) -> Result<Self, Error> {
        if dialect == Dialect::Sqlite {
            return Self::file().await;
        }
        let likeness = likeness(db, dialect).await?;
        let server = match url {
            Some(url) => driver::connect(url).await?,
            None => db.pool().clone(),
        };
        let scratch = Self::of_server(server, &likeness.options).await?;
        // Where the search path begins with a schema that is not there yet, nothing could be created.
        let Some(schema) = likeness.schema.filter(|schema| schema != "public") else { return Ok(scratch) };
        match send(scratch.database.pool(), &format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await {
            Ok(()) => Ok(scratch),
            Err(reason) => {
                scratch.drop().await?;
                Err(reason.into())
            }
        }
    }

    async fn file() -> Result<Self, Error> {
        let file = std::env::temp_dir().join(format!("{}.db", unique_name()));
        let database = Database::connect(&format!("sqlite://{}?mode=rwc", file.display())).await?;
        Ok(Self { database, kind: Kind::File(file) })
    }

    async fn of_server(server: Pool, options: &str) -> Result<Self, Error> {
        server.check_others()?;
        let name = unique_name();
        send(&server, &format!("CREATE DATABASE {name}{options}")).await?;
        match server.beside(&name).await {
            Ok(beside) => Ok(Self { database: Database::of(beside), kind: Kind::OfServer { name, server } }),
            Err(reason) => {
                // Why it cannot be reached is what is told.
                let _dropped = send(&server, &format!("DROP DATABASE {name}")).await;
                Err(reason.into())
            }
        }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Drops it.
    pub async fn drop(self) -> Result<(), Error> {
        self.database.close().await;
        match self.kind {
            Kind::File(file) => {
                for suffix in ["", "-journal", "-wal", "-shm"] {
                    let mut path = file.clone().into_os_string();
                    path.push(suffix);
                    // Most of these are not there.
                    let _removed = std::fs::remove_file(path);
                }
                Ok(())
            }
            Kind::OfServer { name, server } => {
                let sql = format!("DROP DATABASE {name}");
                // After a failure a connection may be about to end.
                for _ in 0..20 {
                    if send(&server, &sql).await.is_ok() {
                        return Ok(());
                    }
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
                Ok(send(&server, &sql).await?)
            }
        }
    }
}

/// In what a scratch database has to be like another one.
#[derive(Default)]
struct Likeness {
    /// What `CREATE DATABASE` says of it.
    options: String,
    /// The first schema of the search path, quoted.
    schema: Option<String>,
}

async fn likeness(db: &Database, dialect: Dialect) -> Result<Likeness, Error> {
    let sql = match dialect {
        // A table takes the collation of its database where it says none.
        Dialect::MySql | Dialect::MariaDb => {
            "SELECT concat(' CHARACTER SET ', @@character_set_database, ' COLLATE ', @@collation_database), NULL"
        }
        Dialect::Postgres => "SELECT '', quote_ident(current_schema())",
        Dialect::Sqlite => return Ok(Likeness::default()),
    };
    let mut connection = db.connection().await?;
    let found = connection.query(&Statement::plain(sql)).await;
    connection.give_back();
    let found = found.map_err(|failure| Reason::of(&failure, format!("`{sql}`")))?;
    let mut row = found.into_iter().next().unwrap_or_default().into_iter();
    Ok(Likeness { options: row.next().flatten().unwrap_or_default(), schema: row.next().flatten() })
}

/// The statements that make what steps say to be there already.
pub fn making(steps: &[Step]) -> Vec<String> {
    let there = steps.iter().filter(|step| step.is_there);
    let mut statements: Vec<String> = there.clone().map(|step| step.sql.clone()).collect();
    // A table that SQLite makes anew takes no rows of others with it.
    if there.clone().any(|step| step.without_foreign_keys) {
        statements.insert(0, "PRAGMA foreign_keys = OFF".to_owned());
        statements.push("PRAGMA foreign_keys = ON".to_owned());
    }
    statements
}

/// A name for a scratch database that no other one has.
pub fn unique_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    format!("migrate_scratch_{process}_{count}_{:x}", time.subsec_nanos())
}

async fn send(server: &Pool, sql: &str) -> Result<(), Reason> {
    let mut connection = server.connection().await?;
    let sent = connection.execute(&Statement::plain(sql)).await;
    connection.give_back();
    sent.map_err(|failure| Reason::of(&failure, format!("`{sql}`")))
}
