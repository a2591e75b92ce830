//! Renaming a schema in which something lies that deployed code names.
//!
//! # What it detects
//!
//! `rename_schema` of a schema that an earlier migration made, while a table, a view or anything else lies in it.
//!
//! # Why it is dangerous
//!
//! PostgreSQL renames a schema at once, and takes no lock on what lies in it. But everything in it has another name from
//! then on: until the last instance of the old code is replaced, each of its queries that names the schema fails. So does
//! a search path that names it, which stands in settings of roles and of connections that no history knows.
//!
//! # Instead
//!
//! Keep the name. Or create a schema of the new name, with views in it over what lies in the old one, let the code name
//! those, and drop the views again when the rename is done.
//!
//! ```text
//! schema.create_schema("journal");
//! schema.create_view("journal.events", "SELECT * FROM audit.events");
//! ```
//!
//! # When it is safe to allow
//!
//! No deployed code names the schema, in a query or in its search path.

use super::{Check, Cx, Level, Lint};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Renaming a schema in which something lies that deployed code names.
pub static RENAME_OR_MOVE_SCHEMA: Lint = Lint {
    name: "rename_or_move_schema",
    level: Level::Deny,
    safe_if: "no deployed code names the schema",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::RenameSchema(rename) = cx.operation else { return None };
    let (from, to) = (&rename.from, &rename.to);
    if cx.newborn.has_schema(from) {
        return None;
    }
    let (noun, first) = cx.before.inside(from).next()?;
    let refusal = Refusal::new(cx.at, format!("renaming schema `{from}` breaks deployed code that names it"));
    let refusal = refusal.note(format!(
        "the rename itself is instant; from then until the last instance of that code is replaced, its queries on {noun} \
         `{first}` fail, and so does a search path with `{from}`"
    ));
    Some(refusal.help(format!(
        "add schema `{to}` with views over what lies in `{from}`, and let the code name those in a release before"
    )))
}

#[cfg(test)]
mod tests {
    use crate::catalog::SqlType;
    use crate::lint::tests::{check_after, check_quiet, check_quiet_after};
    use crate::operation::Operation;
    use crate::sample::*;

    fn events() -> Operation {
        create_table(table("audit.events", vec![column("name", SqlType::Text)]))
    }

    #[test]
    fn a_schema_of_an_earlier_migration() {
        let problem = "renaming schema `audit` breaks deployed code that names it";
        let earlier = [create_schema("audit"), events()];
        check_after(&earlier, &[rename_schema("audit", "journal")], "rename_or_move_schema", problem);
    }

    #[test]
    fn a_schema_that_nobody_uses_yet() {
        check_quiet(&[create_schema("audit"), events(), rename_schema("audit", "journal")]);
        check_quiet_after(&[create_schema("audit")], &[rename_schema("audit", "journal")]);
    }
}
