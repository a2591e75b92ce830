//! Checking what a constraint that was added unchecked says of old rows.

use crate::catalog::Name;

/// Validates a constraint: from then on it is known to hold for every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidateConstraint {
    /// The table.
    pub table: Name,
    /// The constraint.
    pub name: Name,
}
