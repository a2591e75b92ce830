//! Creating, dropping, extending and renaming enumerations.

use crate::catalog::{Enumeration, Name};

/// Creates an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateEnum {
    /// The enumeration.
    pub enumeration: Enumeration,
}

/// Drops an enumeration, which no column may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropEnum {
    /// Its name.
    pub name: Name,
}

/// Adds a value to an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddEnumValue {
    /// The enumeration.
    pub name: Name,
    /// The value.
    pub value: Name,
    /// Where it stands, if not at the end.
    pub place: Option<EnumPlace>,
}

/// Where a value stands among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumPlace {
    /// Before this one.
    Before(Name),
    /// After this one.
    After(Name),
}

/// Renames a value of an enumeration. Rows and defaults follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameEnumValue {
    /// The enumeration.
    pub name: Name,
    /// The value before.
    pub from: Name,
    /// The value after.
    pub to: Name,
}

/// Renames an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameEnum {
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}
