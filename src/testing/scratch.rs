//! A database for the time of one proof.

use std::path::PathBuf;

use super::unique_name;
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
            let file = std::env::temp_dir().join(format!("{}.db", unique_name()));
            let database = Database::connect(&format!("sqlite://{}?mode=rwc", file.display())).await?;
            return Ok(Self { database, kind: Kind::File(file) });
        }
        let (name, server) = (unique_name(), driver::connect(url).await?);
        send(&server, &format!("CREATE DATABASE {name}")).await?;
        let database = Database::of(server.beside(&name).await?);
        Ok(Self { database, kind: Kind::OfServer { name, server } })
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
            Kind::OfServer { name, server } => Ok(send(&server, &format!("DROP DATABASE {name}")).await?),
        }
    }
}

async fn send(server: &Pool, sql: &str) -> Result<(), Reason> {
    let mut connection = server.connection().await?;
    let sent = connection.execute(&Statement::plain(sql)).await;
    connection.give_back();
    sent.map_err(|failure| Reason::Database { during: format!("`{sql}`"), message: failure.message })
}
