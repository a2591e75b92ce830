//! Dropping a schema or a database.
//!
//! # What it detects
//!
//! `drop_schema` of a schema that an earlier migration made, and raw SQL that drops a schema or a database.
//!
//! # Why it is dangerous
//!
//! A schema is dropped only while nothing lies in it, as far as the database knows. But rights on it, settings of roles and
//! the search paths of deployed code may name it, and what other programs keep in it from time to time fails from then on.
//! A database goes with all its rows, whoever wrote them, and no history brings them back.
//!
//! # Instead
//!
//! Leave the schema where it is: an empty one costs nothing. What has to be dropped for good is dropped table by table, each
//! with its own answer to the loss, and a database by hand, with a backup.
//!
//! # When it is safe to allow
//!
//! Nobody but this history uses the schema, and no deployed code names it.

use super::{Check, Cx, Level, Lint};
use crate::expression;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Dropping a schema or a database.
pub static DROP_SCHEMA_OR_DATABASE: Lint = Lint {
    name: "drop_schema_or_database",
    level: Level::Deny,
    safe_if: "nobody but this history uses it",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let operation = cx.operation.unworded();
    if let Operation::Execute(execute) = operation {
        let dropped = expression::dropped_database(&execute.sql)?;
        let refusal = Refusal::new(cx.at, format!("this SQL drops `{dropped}` with all that lies in it"));
        let refusal = refusal.note("its rows are gone for whoever uses them, and no history brings them back");
        return Some(refusal.help("drop it by hand, with a backup, when nothing is connected to it"));
    }
    let Operation::DropSchema(drop) = operation else { return None };
    let name = &drop.name;
    if cx.newborn.has_schema(name) {
        return None;
    }
    let refusal = Refusal::new(cx.at, format!("dropping schema `{name}` breaks whoever still names it"));
    let note = "rights, search paths and other programs may name it, which no history knows";
    Some(refusal.note(note).help("leave it: a schema in which nothing lies costs nothing"))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{check, check_after, check_quiet};
    use crate::sample::*;

    #[test]
    fn a_schema_of_an_earlier_migration() {
        let problem = "dropping schema `audit` breaks whoever still names it";
        check_after(&[create_schema("audit")], &[drop_schema("audit")], "drop_schema_or_database", problem);
    }

    #[test]
    fn a_schema_that_nobody_uses_yet() {
        check_quiet(&[create_schema("audit"), drop_schema("audit")]);
        check_quiet(&[create_schema("audit"), rename_schema("audit", "journal"), drop_schema("journal")]);
    }

    #[test]
    fn a_database() {
        let problem = "this SQL drops `reports` with all that lies in it";
        check(&[execute("DROP DATABASE IF EXISTS reports", None)], "drop_schema_or_database", problem);
        check_quiet(&[execute("ANALYZE users", None)]);
    }
}
