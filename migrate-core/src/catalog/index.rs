//! An index.

use super::name::Name;

/// An index of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: Name,
    /// What it orders by.
    pub columns: Vec<Name>,
    /// Whether two rows may not have the same values.
    pub unique: bool,
}
