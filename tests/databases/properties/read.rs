//! What a database says of its schema, as the same lines that the model is written in.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::BTreeSet;

use crate::dump::{Dump, rows};
use crate::scratch::Scratch;
use crate::server::Server;

/// The schema as lines.
pub async fn lines(scratch: &Scratch) -> BTreeSet<String> {
    match scratch.server {
        #[cfg(feature = "postgres")]
        Server::Postgres => postgres::lines(scratch).await,
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => mysql::lines(scratch).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite => sqlite::lines(scratch).await,
    }
}

/// What the database says of its schema in its own words, and its rows.
pub async fn dump(scratch: &Scratch) -> Dump {
    match scratch.server {
        // `pg_dump` would take most of the time of the test.
        #[cfg(feature = "postgres")]
        Server::Postgres => Dump { schema: postgres::definitions(scratch).await, rows: rows(scratch).await },
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => {
            // `-1000` comes back as `-(1000)` from a table that was copied.
            let mut dump = crate::dump::dump(scratch).await;
            dump.schema.iter_mut().for_each(|line| line.retain(|letter| !"()".contains(letter)));
            dump
        }
        #[cfg(feature = "sqlite")]
        Server::Sqlite => {
            // SQLite keeps the text of a statement; quotes that a name does not need come and go with its renames.
            let mut dump = crate::dump::dump(scratch).await;
            dump.schema.iter_mut().for_each(|line| *line = line.replace("\\\"", "").replace('"', ""));
            dump
        }
    }
}

/// A column of a row that is never NULL.
fn text(row: &[Option<String>], place: usize) -> String {
    row[place].clone().unwrap_or_default()
}

/// Names that a query put together with a line feed between each two.
fn listed(row: &[Option<String>], place: usize) -> Vec<String> {
    row[place]
        .as_deref()
        .filter(|text| !text.is_empty())
        .map(|text| text.split('\n').map(str::to_owned).collect())
        .unwrap_or_default()
}

fn is_true(row: &[Option<String>], place: usize) -> bool {
    matches!(row[place].as_deref(), Some("t" | "true" | "1" | "YES"))
}
