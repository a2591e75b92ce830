//! The rows of every table, as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use migrate_core::dialect::Dialect;
use migrate_core::migration::Step;

use super::catalog::{Catalog, Column};
use super::{Problem, Prover, Snapshot};
use crate::machine::channel::Row;

/// The rows of every table.
pub struct Rows {
    tables: BTreeMap<String, TableRows>,
}

struct TableRows {
    columns: Vec<String>,
    rows: Vec<Row>,
}

impl Rows {
    /// Reads them.
    pub async fn read(prover: &Prover<'_>, catalog: &Catalog, dialect: Dialect) -> Result<Self, Problem> {
        let mut tables = BTreeMap::new();
        for table in catalog.tables() {
            let selected: Vec<String> = catalog.columns_of(table).map(|column| as_text(column, dialect)).collect();
            let columns: Vec<String> = catalog.columns_of(table).map(|column| column.name.clone()).collect();
            let rows = prover.query(&format!("SELECT {} FROM {table}", selected.join(", "))).await?;
            tables.insert(table.to_owned(), TableRows { columns, rows });
        }
        Ok(Self { tables })
    }

    /// Those tables and columns that are the same before and after a migration: what it changed may be lost, and what it
    /// threw away is, even if something of the same name has taken the place.
    pub fn untouched_by(&self, before: &Snapshot, after: &Snapshot, up: &[Step]) -> Self {
        let discards = up.iter().filter_map(|step| step.discards.as_ref());
        let discarded: Vec<&str> = discards.flat_map(|query| query.meaning.split(" and ")).collect();
        let mut tables = BTreeMap::new();
        for (name, table) in &self.tables {
            if discarded.contains(&format!("rows of `{}`", unquoted(name)).as_str()) {
                continue;
            }
            let is_same = |column: &String| {
                let values = format!("values of `{}.{}`", unquoted(name), unquoted(column));
                if discarded.contains(&values.as_str()) {
                    return false;
                }
                let of = |snapshot: &Snapshot| {
                    snapshot.catalog.columns.iter().find(|one| one.table == *name && one.name == *column).cloned()
                };
                of(after).is_some() && of(before) == of(after)
            };
            let columns: Vec<String> = table.columns.iter().filter(|column| is_same(column)).cloned().collect();
            if !columns.is_empty() {
                tables.insert(name.clone(), TableRows { rows: table.of(&columns), columns });
            }
        }
        Self { tables }
    }

    /// These rows without the columns in which a migration replaced NULL, to forbid it: it stays replaced.
    pub fn without_filled(&self, before: &Snapshot, after: &Snapshot) -> Self {
        let allows_null = |snapshot: &Snapshot, table: &str, column: &str| {
            snapshot.catalog.columns.iter().any(|one| one.table == table && one.name == column && one.is_nullable)
        };
        let mut tables = BTreeMap::new();
        for (name, table) in &self.tables {
            let was_filled = |column: &String| {
                allows_null(before, name, column) && !allows_null(after, name, column) && table.holds_null(column)
            };
            let columns: Vec<String> = table.columns.iter().filter(|column| !was_filled(column)).cloned().collect();
            tables.insert(name.clone(), TableRows { rows: table.of(&columns), columns });
        }
        Self { tables }
    }

    /// Says where these rows are not found again, or others are.
    pub fn compare(&self, found: &Self) -> Result<(), String> {
        let mut difference = String::new();
        for (name, expected) in &self.tables {
            let now = found.tables.get(name).map(|table| table.of(&expected.columns)).unwrap_or_default();
            let before = expected.of(&expected.columns);
            if now != before {
                let _ = write!(difference, "table {name}, columns {}:", expected.columns.join(", "));
                let write = |sign: &str, row: &Row| format!("\n{sign} {}", shown(row));
                difference.extend(before.iter().filter(|row| !now.contains(row)).map(|row| write("-", row)));
                difference.extend(now.iter().filter(|row| !before.contains(row)).map(|row| write("+", row)));
                difference.push('\n');
            }
        }
        if difference.is_empty() { Ok(()) } else { Err(difference) }
    }
}

impl TableRows {
    /// Whether a row has no value in a column. SQLite's `quote` writes NULL, and a text in quotes.
    fn holds_null(&self, column: &str) -> bool {
        let is_null = |row: &Row| row.iter().all(|value| value.as_deref().is_none_or(|text| text == "NULL"));
        self.of(&[column.to_owned()]).iter().any(is_null)
    }

    /// The values of these columns, whatever the order of the rows.
    fn of(&self, columns: &[String]) -> Vec<Row> {
        let places: Vec<Option<usize>> =
            columns.iter().map(|name| self.columns.iter().position(|own| own == name)).collect();
        let value = |row: &Row, place: &Option<usize>| place.and_then(|place| row.get(place).cloned().flatten());
        let mut rows: Vec<Row> =
            self.rows.iter().map(|row| places.iter().map(|place| value(row, place)).collect()).collect();
        rows.sort();
        rows
    }
}

/// The value of a column, as text.
fn as_text(column: &Column, dialect: Dialect) -> String {
    let name = &column.name;
    let shapes = ["geometry", "point", "linestring", "polygon", "geomcollection"];
    match dialect {
        Dialect::Postgres => format!("{name}::text"),
        // A shape has bytes that are no text.
        Dialect::MySql | Dialect::MariaDb if shapes.iter().any(|shape| column.sql_type.contains(shape)) => {
            format!("hex({name})")
        }
        Dialect::MySql | Dialect::MariaDb => format!("CAST({name} AS char)"),
        Dialect::Sqlite => format!("quote({name})"),
    }
}

/// A name as its author wrote it. No name of a history holds a quote.
fn unquoted(name: &str) -> String {
    name.replace(['"', '`'], "")
}

fn shown(row: &Row) -> String {
    row.iter().map(|value| value.as_deref().unwrap_or("NULL")).collect::<Vec<_>>().join(" | ")
}
