//! Creating, dropping and renaming indexes.

use crate::catalog::{Index, Name};

/// Creates an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateIndex {
    /// The table.
    pub table: Name,
    /// The index.
    pub index: Index,
}

/// Drops an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropIndex {
    /// The table.
    pub table: Name,
    /// The index.
    pub index: Name,
}

/// Renames an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameIndex {
    /// The table.
    pub table: Name,
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}
