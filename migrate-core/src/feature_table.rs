//! The page that says what each database lacks of the language.

use std::fmt::Write as _;

use crate::apply::apply;
use crate::catalog::Catalog;
use crate::dialect::{Dialect, Target};
use crate::dsl::resolve::{Resolved, Unresolved, resolve};
use crate::location::Location;
use crate::lower::steps;
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::source::evaluate;
use crate::type_table;

/// `docs/databases.md`.
#[must_use]
pub fn page() -> String {
    let mut page = BEGIN.to_owned();
    let mut lacking = String::new();
    let scenes = Dialect::ALL.map(scene);
    for (title, statements) in SECTIONS {
        let _ =
            writeln!(page, "## {title}\n\n| in a migration | {} |", Dialect::ALL.map(|it| it.to_string()).join(" | "));
        let _ = writeln!(page, "|{}", "---|".repeat(1 + Dialect::ALL.len()));
        for statement in *statements {
            let answers = scenes.each_ref().map(|scene| answer(statement, scene));
            let cells = answers.each_ref().map(Answer::cell);
            let shown = shown(statement);
            let _ = writeln!(page, "| `{shown}` | {} |", cells.join(" | "));
            let reasons = type_table::reasons(|dialect| answers[dialect as usize].reason());
            lacking.extend(reasons.map(|reason| format!("- `{shown}`: {reason}\n")));
        }
        page.push('\n');
    }
    page + LACKING + &lacking + END
}

const BEGIN: &str = "\
# What each database has

<!-- Written by `cargo xtask docs`; a test fails when it is not what the code says. -->

Nearly everything in the language works on PostgreSQL, MySQL, MariaDB and SQLite, on SQLite by making the table anew where its ALTER
TABLE cannot. Here is what differs. The build refuses what a target lacks, at the word, and says what to write instead. A cell
with a version names the first that has it, for `[minimum_version]` in `migrate.toml`. [Column types](types.md) have a page of their
own.

";

const LACKING: &str = "## What to write instead\n\n";

const END: &str = "
What PostgreSQL alone can say of an index is left out elsewhere where PostgreSQL is a target too, as the index serves the same
searches without it: operator classes, `.nulls_first()`, `.nulls_last()`, and on MySQL and MariaDB the methods `hash`, `brin` and
`spgist`. Where it is no target, they are refused.

Beside these, each database has limits of size: of a key, of a row, of a comment, of the digits of a number. Where an
expression, a view or a data statement names a function, an operator, a cast or a collation that a target lacks, that is
refused too.
";

/// What is there before each statement.
const SCENE: [&str; 4] = [
    "create_table(\"teams\").columns([id(), string(\"name\")])",
    "create_table(\"rooms\").columns([string(\"building\"), integer(\"number\")])",
    "create_table(\"users\").columns([id(), string(\"email\"), text(\"bio\"), integer(\"age\").nullable(), \
     integer(\"team_id\").nullable(), integer(\"twice\").generated(\"age * 2\").stored()])",
    "create_view(\"emails\", \"SELECT id, email FROM users\")",
];

/// Statements of which some database has no form, or another one than the others.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "Columns",
        &[
            "add_column(\"users\", integer(\"n\").nullable().unsigned())",
            "add_column(\"users\", interval(\"n\").nullable())",
            "add_column(\"users\", array(text(\"n\")).nullable())",
            "add_column(\"users\", uuid(\"n\").nullable())",
            "add_column(\"users\", datetime(\"n\").nullable().on_update_now())",
            "add_column(\"users\", integer(\"n\").generated(\"age + 1\"))",
            "drop_generated(\"users\", \"twice\")",
        ],
    ),
    (
        "Keys and constraints",
        &[
            "add_primary_key(\"rooms\", [\"building\", \"number\"]).deferrable()",
            "add_unique(\"users\", \"email\").deferrable()",
            "add_unique(\"users\", \"email\").include([\"age\"])",
            "add_foreign_key(\"users\", \"team_id\").references(\"teams\", \"id\").deferrable()",
            "add_foreign_key(\"users\", \"team_id\").references(\"teams\", \"id\").on_delete(SetDefault)",
            "add_check(\"users\", \"users_age_check\", \"age > 0\")",
            "add_check(\"users\", \"users_age_check\", \"age > 0\").not_valid()",
            "add_exclusion(\"rooms\", [(\"building\", \"=\"), (\"number\", \"<>\")]).using(\"gist\")",
        ],
    ),
    (
        "Indexes",
        &[
            "create_index(\"users\", \"email\").unique().nulls_not_distinct()",
            "create_index(\"users\", \"email\").only_where(\"age > 17\")",
            "create_index(\"users\", \"email\").include([\"age\"])",
            "create_index(\"users\", sql(\"lower(email)\")).named(\"users_lower\")",
            "create_index(\"users\", \"bio\")",
            "create_index(\"users\", \"email\").using(\"btree\")",
            "create_index(\"users\", \"email\").using(\"gin\")",
        ],
    ),
    (
        "Views, functions and the rest",
        &[
            "create_materialized_view(\"kept\", \"SELECT email FROM users\")",
            "create_function(\"one\", \"CREATE FUNCTION one() RETURNS int RETURN 1\")",
            "create_trigger(\"quiet\", \"emails\", \"CREATE TRIGGER quiet INSTEAD OF INSERT ON emails FOR EACH ROW SELECT 1\")",
            "create_sequence(\"numbers\")",
            "create_extension(\"citext\")",
            "create_schema(\"audit\")",
        ],
    ),
];

/// A statement without the body of a routine, in which databases differ more than can be said here.
fn shown(statement: &str) -> String {
    match statement.split_once("\"CREATE ") {
        Some((call, sql)) => {
            format!("{call}\"CREATE {} …\")", sql.split_whitespace().next().unwrap_or_default())
        }
        None => statement.to_owned(),
    }
}

/// What a database says of a statement.
#[derive(Clone, PartialEq, Eq)]
enum Answer {
    Yes,
    /// From this version on, in words.
    Since(String),
    /// What it cannot do, and what to write instead.
    No(String, String),
}

impl Answer {
    fn cell(&self) -> String {
        match self {
            Self::Yes => "yes".to_owned(),
            Self::Since(version) => format!("from {version}"),
            Self::No(..) => "\u{2014}".to_owned(),
        }
    }

    fn reason(&self) -> Option<(String, String)> {
        match self {
            Self::No(what, instead) => Some((what.clone(), instead.clone())),
            Self::Yes | Self::Since(_) => None,
        }
    }
}

/// The schema that each statement meets on the oldest version of a database that can be a target.
fn scene(dialect: Dialect) -> (Target, Catalog) {
    let target = oldest(dialect);
    let mut catalog = Catalog::default();
    for scene in SCENE {
        // Where it is refused, so is every statement.
        if let Ok(operation) = operation(scene, &catalog, target) {
            let _refused = apply(&operation, &mut catalog, &[target]);
        }
    }
    (target, catalog)
}

fn answer(statement: &str, (target, catalog): &(Target, Catalog)) -> Answer {
    let refused = operation(statement, catalog, *target)
        .and_then(|operation| steps(std::slice::from_ref(&operation), catalog, *target).map(drop));
    let Some(refusal) = refused.err().and_then(|refusals| refusals.into_iter().next()) else { return Answer::Yes };
    if let Some(help) = refusal.help.iter().find(|help| help.contains("[minimum_version]")) {
        let version = help.split('"').nth(1).unwrap_or_default();
        return Answer::Since(version.trim_end_matches(".0").to_owned());
    }
    let help = refusal.help.into_iter().next().unwrap_or_default();
    let what = refusal.problem.split_once(" cannot ").map(|(_, what)| what.to_owned());
    Answer::No(what.unwrap_or(refusal.problem), help)
}

/// The oldest version that can be a target.
const fn oldest(dialect: Dialect) -> Target {
    Target { dialect, minimum_version: dialect.lowest_version() }
}

/// What a statement is on the schema that it meets.
fn operation(statement: &str, catalog: &Catalog, target: Target) -> Result<Operation, Vec<Refusal>> {
    let draft = evaluate::statement(statement)?;
    match resolve(draft, catalog, &[target]) {
        Ok(Resolved::Statement(statement)) => Ok(statement.operation),
        Err(Unresolved::Refused(refusal)) => Err(vec![*refusal]),
        _ => Err(vec![Refusal::new(Location::UNKNOWN, format!("`{statement}` changes no schema"))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_before_each_statement_is_no_mistake() {
        for dialect in Dialect::ALL {
            let (target, mut catalog) = (oldest(dialect), Catalog::default());
            for scene in SCENE {
                let operation = operation(scene, &catalog, target).expect(scene);
                assert_eq!(apply(&operation, &mut catalog, &[target]), Ok(()), "{scene} on {dialect}");
            }
        }
    }

    #[test]
    fn each_statement_has_a_database_and_another_one_that_lacks_it() {
        let scenes = Dialect::ALL.map(scene);
        for (_, statements) in SECTIONS {
            for statement in *statements {
                let answers = scenes.each_ref().map(|scene| answer(statement, scene));
                assert!(answers.iter().any(|answer| !matches!(answer, Answer::No(..))), "{statement}");
                assert!(answers.iter().any(|answer| *answer != Answer::Yes), "{statement}");
            }
        }
    }
}
