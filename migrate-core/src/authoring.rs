//! What programs share that write migrations: the version of a new one, the list, the layout.

pub mod list;
pub mod moment;
pub mod rustfmt;

/// Whether a file of this stem is meant to be a migration: it begins with `m` and a digit.
#[must_use]
pub fn is_migration_file(stem: &str) -> bool {
    stem.strip_prefix('m').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
