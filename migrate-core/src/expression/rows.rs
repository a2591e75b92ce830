//! Expressions of data statements: which rows are changed, and what they get. Unlike those of a schema they may hold queries.

use super::rewrite::spelled;
use super::walk::SUBQUERY;
use super::{Role, check_text, foreign, missing, query, read_in_two_ways, reserved, walk_text};
use crate::catalog::{Catalog, Sql, SqlText, Table};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::refusal::Refusal;

/// What is wrong with an expression in a statement that changes the rows of `table`, on any target. `at` is used where the
/// expression has no place of its own.
#[must_use]
pub fn check_in_rows(
    sql: &Sql,
    role: Role,
    table: &Table,
    catalog: &Catalog,
    targets: &[Target],
    at: Location,
) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = missing(sql, targets, at, role).into_iter().collect();
    refusals.extend(read_in_two_ways(sql, role.noun(), targets).or_else(|| reserved::check(sql, role, table, targets)));
    for target in targets {
        if !refusals.is_empty() {
            break;
        }
        let Some(text) = sql.text(target.dialect) else { continue };
        refusals = check_text(text, role, table, target.dialect);
        if refusals.is_empty() {
            refusals = check_queries(text, role, table, catalog, target.dialect);
        }
    }
    if refusals.is_empty() {
        refusals.extend(foreign::check_availability(sql, catalog, targets));
    }
    refusals
}

/// What is wrong with the queries inside an expression.
fn check_queries(text: &SqlText, role: Role, table: &Table, catalog: &Catalog, dialect: Dialect) -> Vec<Refusal> {
    let has_query = walk_text(text, dialect).is_ok_and(|found| found.forbidden.contains(&SUBQUERY));
    if !has_query {
        return Vec::new();
    }
    // The queries see the columns of the row around them.
    let between = |name: &str| spelled(name, Some(dialect.quote()), dialect);
    let schema = table.name.schema().map(|schema| between(schema) + ".").unwrap_or_default();
    let from = match role {
        Role::Inserted => String::new(),
        _ => format!(" FROM {schema}{}", between(table.name.local())),
    };
    let whole = SqlText { text: format!("SELECT ({}){from}", text.text), ..text.clone() };
    let Ok(reading) = query::read(&whole, dialect, catalog) else {
        let refusal = Refusal::new(text.at, "this form of query is not supported yet");
        return vec![refusal.help("write the statement with `execute`")];
    };
    if !reading.problems.is_empty() {
        return reading.problems;
    }
    if let Some(misread) = reading.misread.first() {
        let text = Sql::Everywhere(text.clone());
        return reserved::refusal(&text, role.noun(), &[Target::new(dialect)], |_, _| vec![misread.clone()])
            .into_iter()
            .collect();
    }
    // The first is the table around the queries.
    let itself = reading.relations.iter().skip(usize::from(role != Role::Inserted));
    let reads_itself = itself.into_iter().any(|used| used.relation == *table.name && !used.is_read_first);
    if reads_itself && dialect == Dialect::MySql && role != Role::Inserted {
        let name = &table.name;
        let problem = format!("MySQL cannot read `{name}` in a query inside a statement that changes it");
        let help = format!("write `(SELECT … FROM (SELECT … FROM {name}) AS copy)`, which MySQL reads first");
        return vec![Refusal::new(text.at, problem).help(help)];
    }
    Vec::new()
}
