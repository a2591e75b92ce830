//! The histories that other tools keep in a database.

use migrate_core::dialect::Dialect;

use super::ForeignHistory;
use crate::error::Reason;
use crate::live::{Catalog, quoted};
use crate::machine::channel::{Channel, Statement};

/// A tool, the table in which it keeps its history, and what it calls a migration there.
struct Tool {
    name: &'static str,
    table: &'static str,
    /// The columns that tell a migration.
    columns: &'static [&'static str],
    /// What says that a migration is half done.
    unfinished: Option<&'static str>,
}

const TOOLS: [Tool; 4] = [
    Tool {
        name: "sqlx",
        table: "_sqlx_migrations",
        columns: &["version", "description"],
        unfinished: Some("NOT success"),
    },
    Tool { name: "sea-orm-migration", table: "seaql_migrations", columns: &["version"], unfinished: None },
    Tool { name: "refinery", table: "refinery_schema_history", columns: &["version", "name"], unfinished: None },
    Tool { name: "diesel", table: "__diesel_schema_migrations", columns: &["version"], unfinished: None },
];

/// Whether a table is the history of one of them.
pub fn is_history(table: &str) -> bool {
    let local = table.rsplit('.').next().unwrap_or(table);
    TOOLS.iter().any(|tool| tool.table == local)
}

/// What they applied.
///
/// # Errors
/// One of them left a migration half done, or its table cannot be read.
pub async fn read(channel: &Channel, catalog: &Catalog, dialect: Dialect) -> Result<Vec<ForeignHistory>, Reason> {
    let mut histories = Vec::new();
    for table in catalog.tables.iter().filter(|table| is_history(&table.name)) {
        let local = table.name.rsplit('.').next().unwrap_or(&table.name);
        let Some(tool) = TOOLS.iter().find(|tool| tool.table == local) else { continue };
        let from = quoted(&table.name, dialect);
        let ask = async |sql: String| {
            let rows = channel.query(Statement::plain(sql)).await;
            rows.map_err(|failure| Reason::of(&failure, format!("to read the history of {}", tool.name)))
        };
        let text = if dialect.is_mysql_family() { "char" } else { "text" };
        let columns: Vec<String> = tool.columns.iter().map(|column| format!("CAST({column} AS {text})")).collect();
        let rows = ask(format!("SELECT {} FROM {from} ORDER BY {from}.version", columns.join(", "))).await?;
        if let Some(unfinished) = tool.unfinished
            && let Some(row) =
                ask(format!("SELECT CAST(version AS {text}) FROM {from} WHERE {unfinished}")).await?.first()
        {
            let version = row.first().cloned().flatten().unwrap_or_default();
            return Err(Reason::ForeignUnfinished { tool: tool.name.to_owned(), version });
        }
        let newest = rows.last().map(|row| row.iter().flatten().cloned().collect::<Vec<_>>().join(" "));
        histories.push(ForeignHistory {
            tool: tool.name.to_owned(),
            table: table.name.clone(),
            migrations: rows.len(),
            newest,
        });
    }
    histories.sort_by(|one, other| one.tool.cmp(&other.tool));
    Ok(histories)
}
