//! What one database has in its expressions and another one does not: functions, operators, types of a conversion.

mod function;
mod operator;
#[cfg(test)]
mod tests;

pub use function::{functions, lacks_function};
pub(super) use operator::Operator;

use sqlparser::tokenizer::Token;

use super::pieces::pieces;
use super::walk::Called;
use super::{joined, walk_text};
use crate::catalog::name::split;
use crate::catalog::{Catalog, Name, Sql, SqlText};
use crate::dialect::{Dialect, Target, Version};
use crate::location::Location;
use crate::refusal::Refusal;

/// What an expression uses that some databases do not have.
#[derive(Debug, Default)]
pub(super) struct Used {
    /// The functions that it calls.
    pub functions: Vec<Called>,
    /// Its operators, and its forms that have words of their own.
    pub operators: Vec<Operator>,
}

/// That a target does not have a function or an operator of an expression, though another database does. `catalog` is the
/// schema that it meets, which may have functions and extensions of its own.
#[must_use]
pub fn check_availability(sql: &Sql, catalog: &Catalog, targets: &[Target]) -> Option<Refusal> {
    check_used(sql, catalog, targets, |text, dialect| {
        let found = walk_text(text, dialect).ok()?;
        Some(Used { functions: found.functions, operators: found.operators })
    })
}

/// The same, where the text of a database `uses` this.
pub(super) fn check_used(
    sql: &Sql,
    catalog: &Catalog,
    targets: &[Target],
    uses: impl Fn(&SqlText, Dialect) -> Option<Used>,
) -> Option<Refusal> {
    let found = targets.iter().filter_map(|target| {
        // Where the author says what a text names, that is also the word for functions that nobody else knows.
        let text = sql.text(target.dialect).filter(|text| text.uses.is_none())?;
        let mut used = uses(text, target.dialect)?;
        used.operators.extend(double_equals(text, target.dialect));
        Some((*target, text.at, lacks(&used, catalog, *target)))
    });
    let found: Vec<(Target, Location, Vec<Lack>)> = found.collect();
    let (at, lack) = found.iter().find_map(|(_, at, lacks)| Some((*at, lacks.first()?)))?;
    let has_lack = |(_, place, lacks): &&(Target, Location, Vec<Lack>)| {
        *place == at && lacks.iter().any(|it| it.what == lack.what)
    };
    let databases: Vec<String> = found.iter().filter(has_lack).map(|(target, ..)| lack.database(*target)).collect();
    let have = if databases.len() == 1 { "has" } else { "have" };
    let refusal = Refusal::new(at, format!("{} {have} no {}", joined(&databases), lack.what));
    let is_shared = found.iter().filter(|(_, place, _)| *place == at).count() > databases.len();
    Some(match lack.help(is_shared) {
        Some(help) => refusal.help(help),
        None => refusal,
    })
}

/// The grammars read `==` as `=`.
fn double_equals(text: &SqlText, dialect: Dialect) -> Option<Operator> {
    let is_written = text.text.contains("==")
        && pieces(&text.text, dialect).is_ok_and(|it| it.iter().any(|piece| piece.token == Token::DoubleEq));
    is_written.then(Operator::double_equals)
}

/// Something that a database does not have.
struct Lack {
    what: String,
    is_function: bool,
    /// What every database has in its place.
    instead: Option<&'static str>,
    /// What this database has in its place.
    own: Option<&'static str>,
    /// The version of this database that has it.
    since: Option<(Dialect, Version)>,
}

impl Lack {
    fn function(name: &str, dialect: Dialect) -> Self {
        let instead = function::INSTEAD.iter().find(|(missing, _)| *missing == name).map(|(_, instead)| *instead);
        Self {
            what: format!("function `{name}`"),
            is_function: true,
            instead,
            own: None,
            since: function::since(dialect, name).map(|it| (dialect, it)),
        }
    }

    fn operator(operator: &Operator, dialect: Dialect) -> Self {
        Self {
            what: operator.what.clone(),
            is_function: false,
            instead: operator.instead,
            own: operator.in_mysql.filter(|_| dialect.is_mysql_family()),
            since: operator.since.filter(|(newer, _)| *newer == dialect),
        }
    }

    fn database(&self, target: Target) -> String {
        let Target { dialect, minimum_version } = target;
        if self.since.is_some() { format!("{dialect} {minimum_version}") } else { dialect.to_string() }
    }

    /// What to write, where the text `is_shared` with databases that have it.
    fn help(&self, is_shared: bool) -> Option<String> {
        match (self.instead, self.own, self.since) {
            (Some(instead), ..) => Some(format!("write `{instead}`")),
            (None, Some(own), _) if !is_shared => Some(format!("write `{own}`")),
            (None, None, Some((dialect, version))) if !is_shared => Some(dialect.help_since(version)),
            _ if is_shared => Some("write one text for each database with `sql_for()`".to_owned()),
            _ if self.is_function => {
                let help =
                    "write `sql(\"…\").uses([\"column\"])` if it is a function of an extension or of the project's own";
                Some(help.to_owned())
            }
            _ => None,
        }
    }
}

fn lacks(used: &Used, catalog: &Catalog, target: Target) -> Vec<Lack> {
    let is_missing = |called: &&Called| !is_brought(called, catalog, target) && lacks_function(target, &called.name);
    let functions = used.functions.iter().filter(is_missing);
    let functions = functions.map(|called| Lack::function(&called.name, target.dialect));
    let operators = used.operators.iter().filter(|operator| !operator.is_had_by(target));
    let operators = operators.map(|operator| Lack::operator(operator, target.dialect));
    functions.chain(operators).collect()
}

/// Whether a function may be one that the database does not have from the beginning.
fn is_brought(called: &Called, catalog: &Catalog, target: Target) -> bool {
    let is_called = |name: &Name| split(name).1.eq_ignore_ascii_case(&called.name);
    let by_extension = target.dialect == Dialect::Postgres && !catalog.extensions.is_empty();
    called.has_schema || by_extension || catalog.functions.keys().any(is_called)
}
