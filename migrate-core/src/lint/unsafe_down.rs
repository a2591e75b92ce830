//! A `down` that endangers a service while it is rolled back.
//!
//! # What it detects
//!
//! A statement of a `down` that is written which any lint of a deployment would find in `up`: `rename_column`,
//! `drop_table` and so on. What undoes the making of something is exempt, and an inverse that is derived is never judged.
//! Allowing the other lint answers this one too.
//!
//! # Why it is dangerous
//!
//! A rollback is done while something is wrong, on tables that are full, and with the newer code still deployed: whatever
//! would lock or break the service on the way up does so on the way down, at the worst moment.
//!
//! # Instead
//!
//! Split the change so that each step is harmless both ways: add, copy and drop in releases of their own.
//!
//! ```text
//! schema.add_column("users", string("handle").nullable());     // its inverse is derived and breaks only this release
//! ```
//!
//! # When it is safe to allow
//!
//! The rollback is made with the service at rest, or no deployed code names what the statement touches.

use super::{Check, Finding, Level, Lint, allowed_by};
use crate::refusal::Refusal;

/// A `down` that endangers a service while it is rolled back.
pub static UNSAFE_DOWN: Lint = Lint {
    name: "unsafe_down",
    level: Level::Warn,
    safe_if: "the service is at rest while it is rolled back",
    check: Check::Elsewhere,
};

/// What `rule` found in a `down`.
pub(super) fn finding(rule: &'static Lint, mut refusal: Refusal) -> Finding {
    // The remedies of an `up` are releases that come before it; there is none before a rollback.
    refusal.help.clear();
    let refusal = refusal.note("a rollback runs this while the newer code is deployed");
    let refusal = refusal.help(allowed_by(&UNSAFE_DOWN, rule));
    Finding { lint: &UNSAFE_DOWN, rule, refusal }
}

#[cfg(test)]
mod tests {
    use crate::catalog::SqlType;
    use crate::lint::Direction;
    use crate::lint::tests::found;
    use crate::operation::Operation;
    use crate::sample::*;

    fn check(operations: &[Operation], problem: &str) {
        assert_eq!(found(Direction::Down, operations), [("unsafe_down", problem.to_owned())]);
    }

    #[test]
    fn what_would_be_found_in_up() {
        check(&[rename_column("users", "nick", "handle")], "renaming `users.nick` breaks deployed code that names it");
        check(&[drop_table("posts")], "dropping `posts` breaks deployed code that still names it");
    }

    #[test]
    fn what_undoes_the_making_of_something() {
        let new = create_table(table("events", vec![column("name", SqlType::Text)]));
        assert_eq!(found(Direction::Down, &[new, drop_table("events")]), []);
    }
}
