//! Lints: hazards of statements that apply and reverse, and yet stop or break a service that runs meanwhile.
//!
//! One file below is one lint: its page, its declaration, its check and its tests.

pub mod blocking_exclusion_constraint;
pub mod drop_column;
pub mod drop_schema_or_database;
pub mod drop_table;
pub mod name;
mod newborn;
pub mod rename_column;
pub mod rename_or_move_schema;
pub mod rename_table;
pub mod table_without_primary_key;
pub mod unfiltered_delete;
pub mod unfiltered_update;
pub mod unsafe_down;
pub mod unused_allow;

use std::fmt;

use crate::catalog::Catalog;
use crate::location::Location;
use crate::operation::Operation;
use crate::refusal::Refusal;

pub use newborn::Newborn;

/// Every lint that is checked, by name.
pub static REGISTRY: &[&Lint] = &[
    &blocking_exclusion_constraint::BLOCKING_EXCLUSION_CONSTRAINT,
    &drop_column::DROP_COLUMN,
    &drop_schema_or_database::DROP_SCHEMA_OR_DATABASE,
    &drop_table::DROP_TABLE,
    &rename_column::RENAME_COLUMN,
    &rename_or_move_schema::RENAME_OR_MOVE_SCHEMA,
    &rename_table::RENAME_TABLE,
    &table_without_primary_key::TABLE_WITHOUT_PRIMARY_KEY,
    &unfiltered_delete::UNFILTERED_DELETE,
    &unfiltered_update::UNFILTERED_UPDATE,
    &unsafe_down::UNSAFE_DOWN,
    &unused_allow::UNUSED_ALLOW,
];

/// One hazard that the build looks for.
#[derive(Debug)]
pub struct Lint {
    /// Its name, which says what is bad: "allow `rename_column`".
    pub name: &'static str,
    /// How it speaks where nobody says otherwise.
    pub level: Level,
    /// When allowing it is safe, to follow "if".
    pub safe_if: &'static str,
    /// How it is found.
    pub check: Check,
}

/// How a lint speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not at all.
    Allow,
    /// As a warning of the compiler.
    Warn,
    /// As an error.
    Deny,
}

impl Level {
    /// Every level by its name.
    pub const ALL: [(&'static str, Self); 3] = [("allow", Self::Allow), ("warn", Self::Warn), ("deny", Self::Deny)];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        })
    }
}

/// How a lint is found.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// By what a statement does to a service that runs meanwhile. A `down` that is written is judged by it too.
    Deployment(fn(&Cx<'_>) -> Option<Refusal>),
    /// By the schema that a statement of `up` leaves; a `down` has no choice but to leave the one that was.
    Schema(fn(&Cx<'_>) -> Option<Refusal>),
    /// By something else than a statement.
    Elsewhere,
}

/// The function that a statement stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `up`.
    Up,
    /// A `down` that is written.
    Down,
}

/// One statement, and what is known where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Cx<'a> {
    /// The function that it stands in.
    pub direction: Direction,
    /// What it does.
    pub operation: &'a Operation,
    /// The method that was called.
    pub at: Location,
    /// The schema that it meets.
    pub before: &'a Catalog,
    /// The schema after its function.
    pub end: &'a Catalog,
    /// What its migration made itself, which nobody uses yet.
    pub newborn: &'a Newborn,
}

/// What a lint found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The lint that speaks.
    pub lint: &'static Lint,
    /// The lint that found it: another one in a `down`.
    pub rule: &'static Lint,
    /// What it says.
    pub refusal: Refusal,
}

/// What the lints find in one statement, whatever their levels.
#[must_use]
pub fn findings(cx: &Cx<'_>) -> Vec<Finding> {
    let found = REGISTRY.iter().filter_map(|rule| {
        let refusal = match (rule.check, cx.direction) {
            (Check::Deployment(check), _) | (Check::Schema(check), Direction::Up) => check(cx)?,
            (Check::Schema(_), Direction::Down) | (Check::Elsewhere, _) => return None,
        };
        Some(match cx.direction {
            Direction::Up => Finding { lint: rule, rule, refusal: refusal.help(allowed_by(rule, rule)) },
            Direction::Down => unsafe_down::finding(rule, refusal),
        })
    });
    found.collect()
}

/// What to type where the hazard is none.
fn allowed_by(lint: &Lint, rule: &Lint) -> String {
    format!("write `#[allow({}, reason = \"…\")]` above the statement if {}", lint.name, rule.safe_if)
}

#[cfg(test)]
pub(crate) mod tests {
    //! The helper for the tests of each lint, and what holds for all of them.

    use super::*;
    use crate::apply::apply;
    use crate::sample::{catalog, everywhere, here};

    /// What the lints find in the last operation of an `up` or `down` on the sample schema: their names and first lines.
    pub(crate) fn found(direction: Direction, operations: &[Operation]) -> Vec<(&'static str, String)> {
        found_after(&[], direction, operations)
    }

    /// The same after an earlier migration.
    fn found_after(
        earlier: &[Operation],
        direction: Direction,
        operations: &[Operation],
    ) -> Vec<(&'static str, String)> {
        let mut before = catalog();
        earlier.iter().for_each(|operation| assert_eq!(apply(operation, &mut before, &everywhere()), Ok(())));
        let mut points = vec![before];
        for operation in operations {
            let mut next = points[points.len() - 1].clone();
            assert_eq!(apply(operation, &mut next, &everywhere()), Ok(()), "{operation:?}");
            points.push(next);
        }
        let (last, earlier) = operations.split_last().expect("there is an operation to judge");
        let mut newborn = Newborn::default();
        earlier.iter().for_each(|operation| newborn.note(operation));
        let [.., before, end] = points.as_slice() else { unreachable!("each operation adds a point") };
        let cx = Cx { direction, operation: last, at: here(), before, end, newborn: &newborn };
        findings(&cx).into_iter().map(|finding| (finding.lint.name, finding.refusal.problem)).collect()
    }

    /// The last operation of an `up` on the sample schema raises exactly this lint, with this first line.
    pub(crate) fn check(operations: &[Operation], lint: &str, problem: &str) {
        assert_eq!(found(Direction::Up, operations), [(lint, problem.to_owned())]);
    }

    /// The same after an earlier migration.
    pub(crate) fn check_after(earlier: &[Operation], operations: &[Operation], lint: &str, problem: &str) {
        assert_eq!(found_after(earlier, Direction::Up, operations), [(lint, problem.to_owned())]);
    }

    /// The last operation of an `up` after an earlier migration raises nothing.
    pub(crate) fn check_quiet_after(earlier: &[Operation], operations: &[Operation]) {
        assert_eq!(found_after(earlier, Direction::Up, operations), []);
    }

    /// The last operation of an `up` on the sample schema raises nothing.
    pub(crate) fn check_quiet(operations: &[Operation]) {
        assert_eq!(found(Direction::Up, operations), []);
    }

    #[test]
    fn the_registry_is_sorted() {
        assert!(REGISTRY.is_sorted_by_key(|lint| lint.name));
    }
}
