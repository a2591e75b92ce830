//! Creating, dropping and renaming tables.

use crate::catalog::{Name, Table};

/// Creates a table with its keys, checks and indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateTable {
    /// The table.
    pub table: Table,
}

/// Drops a table with all its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropTable {
    /// The table.
    pub table: Name,
}

/// Renames a table. The names of its indexes and constraints stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameTable {
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}
