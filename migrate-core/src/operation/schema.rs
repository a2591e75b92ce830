//! PostgreSQL: creating, dropping and renaming schemas.

use crate::catalog::{Name, Schema};

/// Creates a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSchema {
    /// The schema.
    pub schema: Schema,
}

/// Drops a schema, in which nothing may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropSchema {
    /// Its name.
    pub name: Name,
}

/// Renames a schema. What lies in it follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameSchema {
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}

impl RenameSchema {
    /// The new name of something that lies in the schema.
    #[must_use]
    pub fn renamed(&self, name: &Name) -> Option<Name> {
        let lies_in_it = name.schema() == Some(self.from.as_str());
        lies_in_it.then(|| Name::new(format!("{}.{}", self.to, name.local()), name.at()))
    }
}
