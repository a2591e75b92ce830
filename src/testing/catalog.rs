//! What a database says of its schema, a line for each thing, whatever the order of columns.

mod mysql;
mod postgres;
mod sqlite;

use std::collections::BTreeSet;

use migrate_core::dialect::Dialect;

use super::{Problem, Prover};

/// The schema of a database, as the database describes it.
pub struct Catalog {
    /// A line for each column, key, check, index, view and so on.
    pub lines: BTreeSet<String>,
    /// The columns of the tables.
    pub columns: Vec<Column>,
    /// The texts that stand in checks: a row may need one of them.
    pub texts_in_checks: Vec<String>,
    /// The numbers that stand in checks.
    pub numbers_in_checks: BTreeSet<i64>,
}

/// A column of a table, with what one must know to write a value into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The table, quoted where it has to be.
    pub table: String,
    /// The column, quoted where it has to be.
    pub name: String,
    /// Its type, in lower case.
    pub sql_type: String,
    /// The longest text that it takes.
    pub length: Option<usize>,
    /// Whether it may hold NULL.
    pub is_nullable: bool,
    /// Whether the database finds its values by itself.
    pub is_generated: bool,
    /// Whether it has a default.
    pub has_default: bool,
    /// The table, the column and all columns of the key that it refers to.
    pub reference: Option<(String, String, String)>,
}

impl Catalog {
    /// Reads the schema.
    pub async fn read(prover: &Prover<'_>, dialect: Dialect) -> Result<Self, Problem> {
        let lines = match dialect {
            Dialect::Postgres => postgres::lines(prover).await?,
            Dialect::MySql | Dialect::MariaDb => mysql::lines(prover).await?,
            Dialect::Sqlite => sqlite::lines(prover).await?,
        };
        let (columns, checks) = match dialect {
            Dialect::Postgres => (postgres::COLUMNS.to_owned(), postgres::CHECKS),
            Dialect::MySql | Dialect::MariaDb => (mysql::columns(dialect), mysql::CHECKS),
            Dialect::Sqlite => (sqlite::COLUMNS.to_owned(), sqlite::CHECKS),
        };
        let mut columns: Vec<Column> = prover.query(&columns).await?.into_iter().map(Column::from_row).collect();
        // A column that several keys share comes once for each of them.
        columns.dedup_by(|next, column| next.table == column.table && next.name == column.name);
        let checks = prover.query(checks).await?.into_iter().filter_map(|row| row.into_iter().next().flatten());
        let checks: Vec<String> = checks.collect();
        let texts_in_checks = checks.iter().flat_map(|check| texts(check)).collect();
        let numbers_in_checks = checks.iter().flat_map(|check| numbers(check)).collect();
        Ok(Self { lines, columns, texts_in_checks, numbers_in_checks })
    }

    /// The tables, each before those that refer to it, as far as that can be.
    pub fn tables(&self) -> Vec<&str> {
        let mut open: BTreeSet<&str> = self.columns.iter().map(|column| column.table.as_str()).collect();
        let mut sorted = Vec::with_capacity(open.len());
        while !open.is_empty() {
            let waits = |table: &&str| {
                self.columns_of(table).any(|column| {
                    let parent = column.reference.as_ref().map(|(parent, ..)| parent.as_str());
                    parent.is_some_and(|parent| parent != *table && open.contains(parent) && !column.is_nullable)
                })
            };
            let free: Vec<&str> = open.iter().copied().filter(|table| !waits(table)).collect();
            // Tables that refer to each other in a circle come in any order.
            let next = if free.is_empty() { open.iter().copied().collect() } else { free };
            next.iter().for_each(|table| {
                open.remove(table);
            });
            sorted.extend(next);
        }
        sorted
    }

    /// The columns of a table.
    pub fn columns_of(&self, table: &str) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.table == table)
    }
}

impl Column {
    fn from_row(row: Vec<Option<String>>) -> Self {
        let mut values = row.into_iter();
        let mut next = || values.next().flatten();
        let text = |value: Option<String>| value.unwrap_or_default();
        let (table, name, sql_type) = (text(next()), text(next()), text(next()));
        // That of an enumeration is a name.
        let sql_type = if sql_type.starts_with("enum ") { sql_type } else { sql_type.to_lowercase() };
        let length = next().and_then(|length| length.parse().ok());
        let mut flag = || matches!(next().as_deref(), Some("1" | "t" | "true"));
        let (is_nullable, is_generated, has_default) = (flag(), flag(), flag());
        let reference = match (next(), next(), next()) {
            (Some(table), Some(column), Some(columns)) => Some((table, column, columns)),
            _ => None,
        };
        Self { table, name, sql_type, length, is_nullable, is_generated, has_default, reference }
    }
}

/// The numbers in SQL.
fn numbers(sql: &str) -> impl Iterator<Item = i64> {
    let words = sql.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter_map(|word| word.parse().ok())
}

/// The text literals in SQL.
fn texts(sql: &str) -> Vec<String> {
    sql.split('\'').skip(1).step_by(2).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}
