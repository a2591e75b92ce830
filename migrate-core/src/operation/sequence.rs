//! Creating, dropping and renaming sequences.

use crate::catalog::{Name, Sequence};

/// Creates a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSequence {
    /// The sequence.
    pub sequence: Sequence,
    /// Its next number, where that is not 1.
    pub restart_with: Option<i64>,
}

/// Drops a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropSequence {
    /// Its name.
    pub name: Name,
    /// Its next number when it comes back.
    pub restart_with: Option<i64>,
}

/// Renames a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameSequence {
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}
