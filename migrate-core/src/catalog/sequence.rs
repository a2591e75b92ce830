//! A sequence: numbers that are given once each.

use super::name::Name;

/// What gives numbers, each once. How far it is, is no part of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Its name.
    pub name: Name,
}
