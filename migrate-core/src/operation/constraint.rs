//! Adding, dropping and renaming constraints.

use crate::catalog::{Constraint, ConstraintKind, Name};

/// Adds a constraint, which every row must satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddConstraint {
    /// The table.
    pub table: Name,
    /// The constraint.
    pub constraint: Constraint,
}

/// Drops a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropConstraint {
    /// The table.
    pub table: Name,
    /// The kind of the constraint.
    pub kind: ConstraintKind,
    /// The name of the constraint.
    pub name: Name,
}

/// Renames a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameConstraint {
    /// The table.
    pub table: Name,
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}
