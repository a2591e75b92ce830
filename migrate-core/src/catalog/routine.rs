//! Functions and triggers: whole statements that have a name.

use super::name::Name;
use super::sql::Sql;

/// A function of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// The statement that creates it. A database for which it says nothing has no such function.
    pub definition: Sql,
}

/// What a database does by itself when rows of a table change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Its name.
    pub name: Name,
    /// Its table.
    pub table: Name,
    /// The statement that creates it. A database for which it says nothing has no such trigger.
    pub definition: Sql,
}
