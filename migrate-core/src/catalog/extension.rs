//! PostgreSQL: an extension, which brings types, functions and operators.

use super::name::Name;

/// What brings types, functions and operators to a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: Name,
}
