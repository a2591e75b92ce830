//! Renaming a column that deployed code names.
//!
//! # What it detects
//!
//! `rename_column` of a column that an earlier migration made.
//!
//! # Why it is dangerous
//!
//! Every database renames a column at once, whatever the size of the table; the lock on the table is held for a moment.
//! But a deploy is not a moment. From the rename until the last instance of the old code is replaced, each query of the
//! old code that names the column fails, reads and writes alike; and each query of the new code fails where that is
//! deployed first.
//!
//! # Instead
//!
//! Add a column of the new name, let the code write both, copy the values in batches, let the code read the new one, and
//! drop the old one when no deployed code names it.
//!
//! ```text
//! schema.add_column("users", string("handle").nullable());     // and, in a later release,
//! schema.drop_column("users", "nick").accept_data_loss("copied to `handle`");
//! ```
//!
//! # When it is safe to allow
//!
//! No deployed code names the column: it was added in this release, or the service stands still while it is deployed.

use super::{Check, Cx, Level, Lint};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Renaming a column that deployed code names.
pub static RENAME_COLUMN: Lint = Lint {
    name: "rename_column",
    level: Level::Deny,
    safe_if: "no deployed code names the column",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::RenameColumn(rename) = cx.operation else { return None };
    let (table, from, to) = (&rename.table, &rename.from, &rename.to);
    if cx.newborn.has_column(table, from) {
        return None;
    }
    let refusal = Refusal::new(cx.at, format!("renaming `{table}.{from}` breaks deployed code that names it"));
    let refusal = refusal.note(format!(
        "the rename itself is instant; from then until the last instance of that code is replaced, its queries on `{table}` fail"
    ));
    Some(
        refusal.help(format!(
            "add `{to}` beside `{from}`, write both, copy the values, and drop `{from}` in a later release"
        )),
    )
}

#[cfg(test)]
mod tests {
    use crate::catalog::SqlType;
    use crate::lint::tests::{check, check_quiet};
    use crate::sample::*;

    #[test]
    fn a_column_of_an_earlier_migration() {
        let problem = "renaming `users.nick` breaks deployed code that names it";
        check(&[rename_column("users", "nick", "handle")], "rename_column", problem);
        let problem = "renaming `people.nick` breaks deployed code that names it";
        check(&[rename_table("users", "people"), rename_column("people", "nick", "handle")], "rename_column", problem);
    }

    #[test]
    fn a_column_that_nobody_uses_yet() {
        let new = add_column("users", nullable("handel", SqlType::Text));
        check_quiet(&[new.clone(), rename_column("users", "handel", "handle")]);
        check_quiet(&[new, rename_table("users", "people"), rename_column("people", "handel", "handle")]);
        let table = create_table(table("events", vec![column("naem", SqlType::Text)]));
        check_quiet(&[table, rename_column("events", "naem", "name")]);
    }
}
