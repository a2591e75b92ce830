//! Updating every row of a table in one statement.
//!
//! # What it detects
//!
//! `update` in a data migration, without `.only_where` and not in batches, of a table that an earlier migration made.
//!
//! # Why it is dangerous
//!
//! One transaction holds a lock on each row until the last one is changed: deployed code that writes to one of them waits for
//! all that time. PostgreSQL writes every row anew, MySQL and MariaDB keep the old form of each until the end, and replicas
//! lag behind.
//!
//! # Instead
//!
//! Say which rows are meant, or go in batches.
//!
//! ```text
//! data.update("users").set("locale", "en").in_batches_of(1_000);
//! ```
//!
//! # When it is safe to allow
//!
//! Every row is meant, and there are so few that nobody notices the time it takes: some thousands, in a table that few
//! write to.

use super::{Check, Cx, Level, Lint};
use crate::operation::{Operation, Update};
use crate::refusal::Refusal;

/// Updating every row of a table in one statement.
pub static UNFILTERED_UPDATE: Lint = Lint {
    name: "unfiltered_update",
    level: Level::Warn,
    safe_if: "every row is meant and there are few",
    check: Check::Deployment(check),
};

fn check(cx: &Cx<'_>) -> Option<Refusal> {
    let Operation::Update(Update { table, sets: _, only_where: None, in_batches_of: None }) = cx.operation else {
        return None;
    };
    let refusal = Refusal::new(cx.at, format!("this updates every row of `{table}` at once")).note(format!(
        "a lock on each row of `{table}` is held until the last one is changed; whoever writes to one waits"
    ));
    Some(refusal.help("add `.only_where(\"…\")` if some are meant, or `.in_batches_of(1_000)`"))
}

#[cfg(test)]
mod tests {
    use crate::lint::tests::{check, check_quiet};
    use crate::operation::{Operation, Update};
    use crate::sample::*;

    #[test]
    fn every_row() {
        let problem = "this updates every row of `users` at once";
        check(&[Operation::Update(update("users", "nick", None, None))], "unfiltered_update", problem);
    }

    #[test]
    fn some_rows_or_some_at_a_time() {
        check_quiet(&[Operation::Update(update("users", "nick", None, Some("id > 3")))]);
        check_quiet(&[Operation::Update(Update { in_batches_of: Some(9), ..update("users", "nick", None, None) })]);
    }
}
