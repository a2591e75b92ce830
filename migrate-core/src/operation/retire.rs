//! Saying that deployed code has stopped using something.

use super::Operation;
use crate::catalog::Name;

/// Marks a column that deployed code has stopped using.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetireColumn {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// What drops NOT NULL, where rows could not be inserted without the column.
    pub drop_not_null: Option<Box<Operation>>,
}

/// Marks a table that deployed code has stopped using.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetireTable {
    /// The table.
    pub table: Name,
}
