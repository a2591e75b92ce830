//! Creating, replacing, dropping and renaming functions and triggers.

use crate::catalog::{Function, Name, Sql, Trigger};

/// Creates a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateFunction {
    /// The function.
    pub function: Function,
}

/// Gives a function another definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplaceFunction {
    /// Its name.
    pub name: Name,
    /// The statement that would create it.
    pub definition: Sql,
}

/// Drops a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropFunction {
    /// Its name.
    pub name: Name,
}

/// Renames a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameFunction {
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}

/// Creates a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateTrigger {
    /// The trigger.
    pub trigger: Trigger,
}

/// Drops a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropTrigger {
    /// Its name.
    pub name: Name,
}

/// Renames a trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameTrigger {
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}
