//! PostgreSQL: the definition of an exclusion constraint, and the query for rows that meet.

use super::column::expression;
use super::constraint::deferrable;
use super::literal::quoted;
use crate::catalog::{Column, Exclusion, ExclusionPart, IndexKey, SqlType, Table};
use crate::dialect::Dialect;

const DIALECT: Dialect = Dialect::Postgres;

/// An exclusion constraint as `CREATE TABLE` and `ADD` write it.
pub fn definition(exclusion: &Exclusion) -> String {
    let Exclusion { name, parts, method, predicate, deferrable: is_deferrable } = exclusion;
    let method = method.as_ref().map(|method| format!("USING {} ", method.to_lowercase())).unwrap_or_default();
    let parts: Vec<String> = parts.iter().map(part).collect();
    let predicate = predicate.as_ref().map(|only| format!(" WHERE ({})", expression(only, DIALECT)));
    format!(
        "CONSTRAINT {} EXCLUDE {method}({}){}{}",
        quoted(name, DIALECT),
        parts.join(", "),
        predicate.unwrap_or_default(),
        deferrable(*is_deferrable)
    )
}

fn part(part: &ExclusionPart) -> String {
    let ExclusionPart { key, operator_class, operator } = part;
    let class = operator_class.as_ref().map(|class| format!(" {class}")).unwrap_or_default();
    format!("{}{class} WITH {operator}", compared(key))
}

fn compared(key: &IndexKey) -> String {
    match key {
        IndexKey::Column(name) => quoted(name, DIALECT),
        IndexKey::Expression(sql) => format!("({})", expression(sql, DIALECT)),
    }
}

/// Whether a row meets another one. What holds NULL meets nothing.
pub fn meets(table: &Table, exclusion: &Exclusion) -> String {
    let values = exclusion.parts.iter().zip(1..);
    let values: Vec<String> = values.map(|(part, number)| format!("{} AS part{number}", compared(&part.key))).collect();
    let only = exclusion.predicate.as_ref().map(|only| format!(" WHERE {}", expression(only, DIALECT)));
    let rows = format!(
        "SELECT ctid AS place, {} FROM {}{}",
        values.join(", "),
        quoted(&table.name, DIALECT),
        only.unwrap_or_default()
    );
    let meeting = match neighbours(table, exclusion) {
        Some(meets) => {
            format!("SELECT place FROM (SELECT place, {meets} AS meets FROM ({rows}) AS each) AS met WHERE meets")
        }
        None => {
            let parts = exclusion.parts.iter().zip(1..);
            let pairs: Vec<String> =
                parts.map(|(part, number)| format!("one.part{number} {} other.part{number}", part.operator)).collect();
            format!(
                "SELECT one.place FROM ({rows}) AS one JOIN ({rows}) AS other ON one.place <> other.place AND {}",
                pairs.join(" AND ")
            )
        }
    };
    format!("ctid IN ({meeting})")
}

/// Whether a row overlaps the one before or after it, where that is enough to know: of ranges in their order some
/// overlap only if two neighbours do. A comparison of each row with each other one would not end on a large table.
fn neighbours(table: &Table, exclusion: &Exclusion) -> Option<String> {
    let numbered = || exclusion.parts.iter().zip(1..);
    let mut overlapping = numbered().filter(|(part, _)| part.operator != "=");
    let (_, number) = overlapping.next().filter(|(part, _)| part.operator == "&&" && is_range(&part.key, table))?;
    if overlapping.next().is_some() {
        return None;
    }
    let same: Vec<String> =
        numbered().filter(|(part, _)| part.operator == "=").map(|(_, it)| format!("part{it}")).collect();
    let within = if same.is_empty() { String::new() } else { format!("PARTITION BY {} ", same.join(", ")) };
    let known: String = same.iter().map(|part| format!(" AND {part} IS NOT NULL")).collect();
    let window = format!("OVER ({within}ORDER BY part{number})");
    Some(format!("(part{number} && lag(part{number}) {window} OR part{number} && lead(part{number}) {window}){known}"))
}

/// The ranges that PostgreSQL comes with.
const RANGES: [&str; 6] = ["int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange"];

fn is_range(key: &IndexKey, table: &Table) -> bool {
    let IndexKey::Column(name) = key else { return false };
    table.column(name).and_then(custom_type).is_some_and(|ty| RANGES.contains(&ty.to_lowercase().as_str()))
}

/// The name of a type that the language does not know.
fn custom_type(column: &Column) -> Option<&str> {
    match &column.column_type.sql_type {
        SqlType::Custom(sql) => Some(sql.text(DIALECT)?.text.trim()),
        _ => None,
    }
}
