//! An `#[expect]` that nothing fulfils.
//!
//! # What it detects
//!
//! `#[expect(name, reason = "…")]` where the lint `name` finds nothing. `#[allow]` may stand where nothing is found.
//!
//! # Why it is dangerous
//!
//! Whoever reads the history later takes the hazard for real. Worse, the attribute may stand above the wrong statement, or
//! answer a hazard that comes in with the next edit and that nobody looked at.
//!
//! # Instead
//!
//! Delete the attribute, or write `#[allow]` where the hazard may come and go.
//!
//! # When it is safe to allow
//!
//! Where generated code writes the attributes.

use super::{Check, Level, Lint};
use crate::location::Location;
use crate::refusal::Refusal;

/// An `#[expect]` that nothing fulfils.
pub static UNUSED_ALLOW: Lint =
    Lint { name: "unused_allow", level: Level::Warn, safe_if: "the attribute was generated", check: Check::Elsewhere };

/// What is said of an `#[expect]` at `at` that nothing fulfilled.
#[must_use]
pub fn unfulfilled(name: &str, at: Location) -> Refusal {
    Refusal::new(at, format!("`{name}` is expected here and nothing raises it"))
        .note("whoever reads this later takes the hazard for real")
        .help("delete it")
}

#[cfg(test)]
mod tests {
    use super::unfulfilled;
    use crate::sample::here;

    #[test]
    fn the_attribute_is_named() {
        assert_eq!(
            unfulfilled("rename_column", here()).problem,
            "`rename_column` is expected here and nothing raises it"
        );
    }
}
