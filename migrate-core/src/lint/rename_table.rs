//! Renaming a table that deployed code names.
//!
//! # What it detects
//!
//! `rename_table` of a table that an earlier migration made.
//!
//! # Why it is dangerous
//!
//! Every database renames a table at once; the lock on it is held for a moment. But from the rename until the last
//! instance of the old code is replaced, each query of the old code that names the table fails, reads and writes alike.
//!
//! # Instead
//!
//! Keep the name, which costs nothing but beauty. Or create a table of the new name, let the code write both, copy the
//! rows in batches, let the code read the new one, and drop the old one when no deployed code names it.
//!
//! ```text
//! schema.create_table("groups").columns([id(), string("name")]);     // and, in a later release,
//! schema.drop_table("teams").accept_data_loss("copied to `groups`");
//! ```
//!
//! # When it is safe to allow
//!
//! No deployed code names the table: it was created in this release, or the service stands still while it is deployed.

use super::{Check, Cx, Level, Lint};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Renaming a table that deployed code names.
pub static RENAME_TABLE: Lint = Lint {
    name: "rename_table",
    level: Level::Deny,
    safe_if: "no deployed code names the table",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::RenameTable(rename) = cx.operation else { return None };
    let (from, to) = (&rename.from, &rename.to);
    if cx.newborn.has_table(from) {
        return None;
    }
    let refusal = Refusal::new(cx.at, format!("renaming `{from}` breaks deployed code that names it"));
    let refusal = refusal.note(format!(
        "the rename itself is instant; from then until the last instance of that code is replaced, its queries on `{from}` fail"
    ));
    Some(
        refusal.help(format!(
            "add `{to}` beside `{from}`, write both, copy the rows, and drop `{from}` in a later release"
        )),
    )
}

#[cfg(test)]
mod tests {
    use crate::catalog::SqlType;
    use crate::lint::tests::{check, check_quiet};
    use crate::sample::*;

    #[test]
    fn a_table_of_an_earlier_migration() {
        let problem = "renaming `users` breaks deployed code that names it";
        check(&[rename_table("users", "people")], "rename_table", problem);
    }

    #[test]
    fn a_table_that_nobody_uses_yet() {
        let new = create_table(table("evnets", vec![column("name", SqlType::Text)]));
        check_quiet(&[new, rename_table("evnets", "events")]);
    }
}
