//! SQL that the model does not understand.

use crate::catalog::Sql;

/// Sends SQL as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execute {
    /// The SQL.
    pub sql: Sql,
    /// The SQL that undoes it.
    pub reverse: Option<Sql>,
}
