//! Saying what a table or a column is for.

use crate::catalog::Name;

/// Says what a table is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentOnTable {
    /// The table.
    pub table: Name,
    /// What it is for; none takes the comment away.
    pub comment: Option<String>,
}

/// Says what a column is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentOnColumn {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// What it is for; none takes the comment away.
    pub comment: Option<String>,
}
