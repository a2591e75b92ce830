//! Dropping a table that deployed code may still name.
//!
//! # What it detects
//!
//! `drop_table` of a table that an earlier migration made. Where the loss of its rows is not answered yet, that error
//! speaks alone.
//!
//! # Why it is dangerous
//!
//! The table is gone at once; on PostgreSQL the tables that its foreign keys refer to are locked for that moment too. From
//! then until the last instance of the old code is replaced, each of its queries that names the table fails.
//!
//! # Instead
//!
//! First release code that no longer names the table, together with `retire_table`, which says so. Then, in a migration of
//! a later release, drop it. What is locked was released; as long as nothing of a history is locked, any earlier migration
//! counts as an earlier release.
//!
//! ```text
//! schema.retire_table("sessions");     // and, in a later release,
//! schema.drop_table("sessions").accept_data_loss("sessions are kept in memory since the last release");
//! ```
//!
//! # When it is safe to allow
//!
//! No deployed code names the table any more.

use super::{Check, Cx, Level, Lint};
use crate::apply::retired_table;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Dropping a table that deployed code may still name.
pub static DROP_TABLE: Lint = Lint {
    name: "drop_table",
    level: Level::Warn,
    safe_if: "no deployed code names the table",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::DropTable(drop) = cx.operation else { return None };
    let table = &drop.table;
    let retired = retired_table(cx.before, table);
    if cx.newborn.has_table(table) || retired.is_some_and(|at| !cx.newborn.has_retired(at)) {
        return None;
    }
    let refusal = Refusal::new(cx.at, format!("dropping `{table}` breaks deployed code that still names it"));
    let refusal = refusal
        .note(format!("from then until the last instance of that code is replaced, its queries on `{table}` fail"));
    Some(refusal.help(match retired {
        None => format!("write `schema.retire_table(\"{table}\")` first, and drop it in a later release"),
        Some(_) => "drop it in a later migration, released after this one".to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use crate::catalog::SqlType;
    use crate::lint::tests::{check, check_quiet};
    use crate::sample::*;

    #[test]
    fn a_table_of_an_earlier_migration() {
        let problem = "dropping `posts` breaks deployed code that still names it";
        check(&[drop_table("posts")], "drop_table", problem);
    }

    #[test]
    fn a_table_that_this_migration_retires() {
        let problem = "dropping `posts` breaks deployed code that still names it";
        check(&[retire_table("posts"), drop_table("posts")], "drop_table", problem);
    }

    #[test]
    fn a_table_that_nobody_uses_yet() {
        let new = create_table(table("events", vec![column("name", SqlType::Text)]));
        check_quiet(&[new.clone(), drop_table("events")]);
        check_quiet(&[new, rename_table("events", "changes"), drop_table("changes")]);
    }
}
