//! SQL that the model does not understand.

use crate::catalog::Sql;

/// Sends SQL as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execute {
    /// What it may change.
    pub subject: Subject,
    /// The SQL.
    pub sql: Sql,
    /// The SQL that undoes it.
    pub reverse: Option<Sql>,
}

/// What the SQL of an author may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The schema.
    Schema,
    /// Rows.
    Rows,
}
