//! Adding an exclusion constraint to a table that is in use.
//!
//! # What it detects
//!
//! `add_exclusion` to a table that an earlier migration made.
//!
//! # Why it is dangerous
//!
//! PostgreSQL builds the index of the constraint and compares all rows under ACCESS EXCLUSIVE: nobody reads or writes the
//! table until that is done. There is no form of it that lets others go on, neither CONCURRENTLY nor NOT VALID.
//!
//! # Instead
//!
//! Give the constraint to a new table, in the migration that creates it, copy the rows in a data migration, and let the
//! program change over.
//!
//! ```text
//! schema.create_table("room_bookings").columns([integer("room_id"), custom("during", "tstzrange")]);
//! schema.add_exclusion("room_bookings", [("room_id", "="), ("during", "&&")]).using("gist");
//! ```
//!
//! # When it is safe to allow
//!
//! The table is small, or the service is stopped while this runs.

use super::{Check, Cx, Level, Lint};
use crate::catalog::Constraint;
use crate::operation::{AddConstraint, Operation};
use crate::refusal::Refusal;

/// Adding an exclusion constraint to a table that is in use.
pub static BLOCKING_EXCLUSION_CONSTRAINT: Lint = Lint {
    name: "blocking_exclusion_constraint",
    level: Level::Deny,
    safe_if: "the table is small, or the service is stopped meanwhile",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::AddConstraint(AddConstraint { table, constraint: Constraint::Exclusion(_) }) = cx.operation else {
        return None;
    };
    if cx.newborn.has_table(table) {
        return None;
    }
    let problem = format!("adding an exclusion constraint to `{table}` stops all that reads or writes it");
    let note = format!(
        "PostgreSQL holds ACCESS EXCLUSIVE on `{table}` while it builds the index and compares all rows, and has no other way"
    );
    let help = "give the constraint to a new table, and copy the rows into it";
    Some(Refusal::new(cx.at, problem).note(note).help(help))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{check, check_quiet};
    use crate::sample::*;

    #[test]
    fn a_table_of_an_earlier_migration() {
        let problem = "adding an exclusion constraint to `posts` stops all that reads or writes it";
        let add = add_constraint("posts", exclusion("posts_title_excl", &[("title", "=")]));
        check(&[add], "blocking_exclusion_constraint", problem);
    }

    #[test]
    fn a_table_that_nobody_uses_yet() {
        let add = add_constraint("events", exclusion("events_id_excl", &[("id", "=")]));
        check_quiet(&[create_table(table("events", vec![id()])), add]);
    }
}
