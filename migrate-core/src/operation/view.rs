//! Creating, replacing, dropping and renaming views.

use crate::catalog::{Index, Name, Sql, ViewKind};

/// Creates a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateView {
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: ViewKind,
    /// The query after AS.
    pub query: Sql,
    /// Its indexes, if it keeps rows.
    pub indexes: Vec<Index>,
}

/// Gives a view another query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplaceView {
    /// Its name.
    pub name: Name,
    /// The new query.
    pub query: Sql,
}

/// Drops a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropView {
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: ViewKind,
}

/// Renames a view. Views that name it follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameView {
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}
