//! What a database holds, in its own words: its catalogue and its rows, in an order that tells nothing of its history.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::collections::BTreeMap;

#[cfg(feature = "sqlite")]
pub use sqlite::named_constraints;

use crate::scratch::{Rows, Scratch};
use crate::server::Server;

/// What a database holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dump {
    /// Its tables, keys, indexes and views, a line for each part.
    pub schema: Vec<String>,
    /// Its rows, a line for each, each with its values by name.
    pub rows: Vec<(String, BTreeMap<String, String>)>,
}

/// Reads everything but the table of applied migrations.
pub async fn dump(scratch: &Scratch) -> Dump {
    Dump { schema: schema(scratch).await, rows: rows(scratch).await }
}

/// The catalogue alone.
pub async fn schema(scratch: &Scratch) -> Vec<String> {
    let mut schema = match scratch.server {
        #[cfg(feature = "postgres")]
        Server::Postgres => postgres::schema(&scratch.url),
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => mysql::schema(scratch).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite => sqlite::schema(scratch).await,
    };
    schema.retain(|line| !line.is_empty());
    schema
}

impl Dump {
    /// The same without the values of these columns, `table.column`, and the rows of these tables.
    pub fn without(&self, lost: &[&str]) -> Self {
        let mut kept = self.clone();
        kept.rows.retain(|(table, _)| !lost.contains(&table.as_str()));
        for (table, values) in &mut kept.rows {
            values.retain(|column, _| !lost.contains(&format!("{table}.{column}").as_str()));
        }
        kept.rows.sort();
        kept
    }

    /// Fails, and says which lines, where another dump differs.
    pub fn assert_same(&self, now: &Self, context: &str) {
        let rows = |dump: &Self| dump.rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>();
        let differences = [difference(&self.schema, &now.schema), difference(&rows(self), &rows(now))].concat();
        assert!(differences.is_empty(), "{context}: something differs\n{}", differences.join("\n"));
    }
}

fn difference(before: &[String], now: &[String]) -> Vec<String> {
    let only = |these: &[String], those: &[String], sign| {
        let mut others = those.to_vec();
        let alone = these.iter().filter(|line| match others.iter().position(|other| other == *line) {
            Some(found) => {
                others.swap_remove(found);
                false
            }
            None => true,
        });
        alone.map(|line| format!("{sign} {line}")).collect::<Vec<_>>()
    };
    [only(before, now, "-"), only(now, before, "+")].concat()
}

/// The tables but that of applied migrations.
pub async fn tables(scratch: &Scratch) -> Vec<String> {
    let sql = match scratch.server {
        #[cfg(feature = "sqlite")]
        Server::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND name NOT IN ('migrate_history', 'migrate_lease') ORDER BY 1"
        }
        #[cfg(feature = "postgres")]
        Server::Postgres => {
            "SELECT CASE schemaname WHEN 'public' THEN '' ELSE schemaname || '.' END || tablename FROM pg_tables
             WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema' AND tablename NOT IN ('migrate_history', 'migrate_lease') ORDER BY 1"
        }
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
             AND table_type = 'BASE TABLE' AND table_name NOT IN ('migrate_history', 'migrate_lease') ORDER BY 1"
        }
    };
    scratch.rows(sql).await.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}

/// The rows of every table but that of applied migrations.
pub async fn rows(scratch: &Scratch) -> Vec<(String, BTreeMap<String, String>)> {
    let mut all = Vec::new();
    for table in tables(scratch).await {
        let columns = columns(scratch, &table).await;
        let values: Vec<&str> = columns.iter().map(|(_, value)| value.as_str()).collect();
        for row in scratch.rows(&format!("SELECT {} FROM {}", values.join(", "), quoted(&table))).await {
            let values = row.into_iter().map(|value| value.unwrap_or_else(|| "NULL".to_owned()));
            all.push((table.clone(), columns.iter().map(|(name, _)| name.clone()).zip(values).collect()));
        }
    }
    all.sort();
    all
}

/// The columns of a table, each with the expression that shows a value of it.
async fn columns(scratch: &Scratch, table: &str) -> Vec<(String, String)> {
    let literal = table.replace('\'', "''");
    let sql = match scratch.server {
        #[cfg(feature = "sqlite")]
        Server::Sqlite => format!("SELECT name, 'text' FROM pragma_table_xinfo('{literal}') ORDER BY 1"),
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => {
            let (schema, local) = match literal.split_once('.') {
                Some((schema, local)) => (format!("'{schema}'"), local),
                None if scratch.server.key() == "postgres" => ("'public'".to_owned(), literal.as_str()),
                None => ("DATABASE()".to_owned(), literal.as_str()),
            };
            format!(
                "SELECT column_name, data_type FROM information_schema.columns
                 WHERE table_schema = {schema} AND table_name = '{local}' ORDER BY 1"
            )
        }
    };
    let shown = |name: String, ty: &str| {
        let quoted = quoted(&name);
        let value = match scratch.server.key() {
            "sqlite" => format!("quote({quoted})"),
            "postgres" => format!("{quoted}::text"),
            _ if ty.contains("binary") || ty.contains("blob") => format!("hex({quoted})"),
            _ => format!("CAST({quoted} AS CHAR)"),
        };
        (name, value)
    };
    let found = scratch.rows(&sql).await;
    assert!(!found.is_empty(), "`{table}` has no columns");
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    found.iter().map(|row| shown(text(&row[0]), &text(&row[1]))).collect()
}

/// A name between the quotes that every connection of a test takes, and its schema too, if it has one.
pub fn quoted(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect();
    parts.join(".")
}

/// The rows of the table of applied migrations, with every column.
pub async fn history(scratch: &Scratch) -> Rows {
    let columns = columns(scratch, "migrate_history").await;
    let values: Vec<&str> = columns.iter().map(|(_, value)| value.as_str()).collect();
    scratch.rows(&format!("SELECT {} FROM migrate_history ORDER BY position", values.join(", "))).await
}
