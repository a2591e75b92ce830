//! PostgreSQL: a schema, in which tables and other things lie under names of their own.

use super::name::Name;

/// Something in which tables, views, sequences, enumerations and functions lie: `audit` in `audit.events`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its name.
    pub name: Name,
}
