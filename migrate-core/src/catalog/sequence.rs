//! A sequence: numbers that are given once each.

use super::name::Name;

/// What gives numbers, each once. How far it is, is no part of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Its name.
    pub name: Name,
}

/// The sequence that PostgreSQL makes for a column that counts up by itself. It keeps its name when the column or the
/// table gets another one, and goes with the column.
#[derive(Clone, Debug)]
pub struct Numbering {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
}
