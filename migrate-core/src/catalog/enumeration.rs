//! An enumeration: a type whose values are listed.

use super::name::Name;

/// A type whose values are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enumeration {
    /// Its name.
    pub name: Name,
    /// Its values, in order.
    pub values: Vec<Name>,
}
