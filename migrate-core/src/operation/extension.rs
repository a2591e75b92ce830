//! PostgreSQL: creating and dropping extensions.

use crate::catalog::{Extension, Name};

/// Creates an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateExtension {
    /// The extension.
    pub extension: Extension,
}

/// Drops an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropExtension {
    /// Its name.
    pub name: Name,
}
