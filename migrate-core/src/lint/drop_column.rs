//! Dropping a column that deployed code may still name.
//!
//! # What it detects
//!
//! `drop_column` of a column that an earlier migration made. Where the loss of its values is not answered yet, that error
//! speaks alone.
//!
//! # Why it is dangerous
//!
//! On PostgreSQL, MySQL and MariaDB the column is gone at once, and the lock on the table is held for a moment; SQLite
//! writes the table anew under the lock of the whole file. From then until the last instance of the old code is replaced,
//! each of its queries that names the column fails: an `INSERT` that fills it, and a `SELECT` of it, which many mappers
//! write for every column of a struct.
//!
//! # Instead
//!
//! First release code that no longer names the column, together with `retire_column`, which says so and drops NOT NULL
//! where the inserts of that code would fail. Then, in a migration of a later release, drop the column. What is locked
//! was released; as long as nothing of a history is locked, any earlier migration counts as an earlier release.
//!
//! ```text
//! schema.retire_column("users", "full_name");     // and, in a later release,
//! schema.drop_column("users", "full_name").accept_data_loss("copied to `family_name`");
//! ```
//!
//! # When it is safe to allow
//!
//! No deployed code names the column any more.

use super::{Check, Cx, Level, Lint};
use crate::apply::retired_column;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Dropping a column that deployed code may still name.
pub static DROP_COLUMN: Lint = Lint {
    name: "drop_column",
    level: Level::Warn,
    safe_if: "no deployed code names the column",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::DropColumn(drop) = cx.operation else { return None };
    let (table, column) = (&drop.table, &drop.column);
    let retired = retired_column(cx.before, table, column);
    if cx.newborn.has_column(table, column) || retired.is_some_and(|at| !cx.newborn.has_retired(at)) {
        return None;
    }
    let refusal = Refusal::new(cx.at, format!("dropping `{table}.{column}` breaks deployed code that still names it"));
    let refusal = refusal.note(format!(
        "from then until the last instance of that code is replaced, its queries on `{table}` that name `{column}` fail"
    ));
    Some(refusal.help(match retired {
        None => {
            format!("write `schema.retire_column(\"{table}\", \"{column}\")` first, and drop it in a later release")
        }
        Some(_) => "drop it in a later migration, released after this one".to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use crate::catalog::SqlType;
    use crate::lint::tests::{check, check_quiet};
    use crate::sample::*;

    #[test]
    fn a_column_of_an_earlier_migration() {
        let problem = "dropping `users.nick` breaks deployed code that still names it";
        let free = drop_index("users", "users_nick_idx");
        check(&[free, drop_column("users", "nick", None)], "drop_column", problem);
    }

    #[test]
    fn a_column_that_this_migration_retires() {
        let problem = "dropping `users.nick` breaks deployed code that still names it";
        let free = drop_index("users", "users_nick_idx");
        check(&[free, retire_column("users", "nick"), drop_column("users", "nick", None)], "drop_column", problem);
    }

    #[test]
    fn a_column_that_nobody_uses_yet() {
        let new = add_column("users", nullable("handle", SqlType::Text));
        check_quiet(&[new, drop_column("users", "handle", None)]);
    }
}
