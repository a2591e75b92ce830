//! The definition of an index. sea-query is not asked: it does not escape the names of indexes, and knows neither
//! expressions nor operator classes.

use super::column::expression;
use super::literal::{listed, quoted};
use crate::catalog::{Index, IndexKey, IndexPart, Name, Nulls};
use crate::dialect::Dialect;
use crate::lower::action::Build;

/// `CREATE INDEX`.
pub fn create(table: &Name, index: &Index, build: Build, dialect: Dialect) -> String {
    let concurrently = if build == Build::Concurrent { "CONCURRENTLY " } else { "" };
    let unique = if index.unique { "UNIQUE " } else { "" };
    let (name, table) = (quoted(&index.name, dialect), quoted(table, dialect));
    let (method, parts) = (method(index, dialect), parts(index, dialect));
    let mut sql = if dialect.is_mysql_family() {
        format!("CREATE {unique}INDEX {name}{method} ON {table} ({parts})")
    } else {
        format!("CREATE {unique}INDEX {concurrently}{name} ON {table}{method} ({parts})")
    };
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", listed(&index.include, dialect)));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {}", expression(predicate, dialect)));
    }
    sql
}

/// An index inside the definition of a MySQL table.
pub fn in_table(index: &Index, dialect: Dialect) -> String {
    let word = if index.unique { "UNIQUE KEY" } else { "KEY" };
    format!("{word} {}{} ({})", quoted(&index.name, dialect), method(index, dialect), parts(index, dialect))
}

/// InnoDB has B-trees alone, which serve what PostgreSQL's other methods serve there.
fn method(index: &Index, dialect: Dialect) -> String {
    let said = index.method.as_ref().map(|method| method.to_lowercase());
    let said = said.filter(|method| method == "btree" || !dialect.is_mysql_family());
    said.map(|method| format!(" USING {method}")).unwrap_or_default()
}

fn parts(index: &Index, dialect: Dialect) -> String {
    let written: Vec<String> = index.parts.iter().map(|part| self::part(part, index.unique, dialect)).collect();
    written.join(", ")
}

fn part(part: &IndexPart, unique: bool, dialect: Dialect) -> String {
    let IndexPart { key: _, descending, nulls, operator_class, prefix: _ } = part;
    let mut sql = self::key(part, unique, dialect);
    if dialect == Dialect::Postgres
        && let Some(name) = operator_class
    {
        sql.push_str(&format!(" {name}"));
    }
    if *descending {
        sql.push_str(" DESC");
    }
    // The others order NULL as the smallest value, and have no word for anything else.
    if dialect == Dialect::Postgres
        && let Some(nulls) = nulls
    {
        sql.push_str(match nulls {
            Nulls::First => " NULLS FIRST",
            Nulls::Last => " NULLS LAST",
        });
    }
    sql
}

/// What is ordered by. A prefix that makes rows the same has to be spelled out where there are no prefixes; another one
/// is left out there, as the whole value serves every search that its beginning serves.
fn key(part: &IndexPart, unique: bool, dialect: Dialect) -> String {
    match (&part.key, part.prefix) {
        (IndexKey::Column(name), Some(characters)) if dialect.is_mysql_family() => {
            format!("{}({characters})", quoted(name, dialect))
        }
        (IndexKey::Column(name), Some(characters)) if unique => beginning(name, characters, dialect),
        (IndexKey::Column(name), _) => quoted(name, dialect),
        (IndexKey::Expression(sql), _) => format!("({})", expression(sql, dialect)),
    }
}

/// What makes two rows the same, as an expression.
pub fn compared(part: &IndexPart, dialect: Dialect) -> String {
    match (&part.key, part.prefix) {
        (IndexKey::Column(name), Some(characters)) => beginning(name, characters, dialect),
        (IndexKey::Column(name), None) => quoted(name, dialect),
        (IndexKey::Expression(sql), _) => format!("({})", expression(sql, dialect)),
    }
}

fn beginning(name: &Name, characters: u32, dialect: Dialect) -> String {
    format!("substr({}, 1, {characters})", quoted(name, dialect))
}
