//! Deleting every row of a table in one statement.
//!
//! # What it detects
//!
//! `delete` in a data migration, without `.only_where` and not in batches, of a table that an earlier migration made.
//!
//! # Why it is dangerous
//!
//! Where a condition was forgotten, every row is gone. Where it was not, one transaction holds a lock on each row until the
//! last one is deleted: deployed code that writes to one of them waits for all that time, and replicas lag behind.
//!
//! # Instead
//!
//! Say which rows are meant, delete in batches, or drop the table if nobody needs it any more.
//!
//! ```text
//! data.delete("sessions").in_batches_of(1_000);
//! ```
//!
//! # When it is safe to allow
//!
//! Every row is meant, and there are so few that nobody notices the time it takes: some thousands, in a table that few
//! write to.

use super::{Check, Cx, Level, Lint};
use crate::operation::{Delete, Operation};
use crate::refusal::Refusal;

/// Deleting every row of a table in one statement.
pub static UNFILTERED_DELETE: Lint = Lint {
    name: "unfiltered_delete",
    level: Level::Deny,
    safe_if: "every row is meant and there are few",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::Delete(Delete { table, only_where: None, in_batches_of: None }) = cx.operation else { return None };
    let refusal = Refusal::new(cx.at, format!("this deletes every row of `{table}` at once")).note(format!(
        "a lock on each row of `{table}` is held until the last one is deleted; whoever writes to one waits"
    ));
    Some(refusal.help("add `.only_where(\"…\")` if some are meant, or `.in_batches_of(1_000)`"))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{check, check_quiet};
    use crate::operation::{Delete, Operation};
    use crate::sample::*;

    #[test]
    fn every_row() {
        let problem = "this deletes every row of `posts` at once";
        check(&[Operation::Delete(delete("posts", None))], "unfiltered_delete", problem);
    }

    #[test]
    fn some_rows_or_some_at_a_time() {
        check_quiet(&[Operation::Delete(delete("posts", Some("id > 3")))]);
        check_quiet(&[Operation::Delete(Delete { in_batches_of: Some(10), ..delete("posts", None) })]);
    }
}
