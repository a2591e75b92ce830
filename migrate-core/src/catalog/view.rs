//! A view: a query that has a name.

use super::index::Index;
use super::name::Name;
use super::sql::Sql;
use super::table::Table;

/// A view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its name.
    pub name: Name,
    /// Whether it keeps the rows of its query.
    pub kind: ViewKind,
    /// The query after AS. A database for which it says nothing has no such view.
    pub query: Sql,
    /// What its columns are called, as far as the query tells.
    pub columns: Vec<Name>,
    /// What its query names, in order.
    pub uses: Vec<ViewUse>,
    /// The table that it is to its indexes, if it keeps rows. The types of its columns are not known.
    pub rows: Option<Table>,
}

/// A table or view that a query names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewUse {
    /// The table or view.
    pub relation: Name,
    /// Its columns that the query names, in order.
    pub columns: Vec<Name>,
}

/// The kinds of views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewKind {
    /// Its query runs whenever it is read.
    Plain,
    /// PostgreSQL: it keeps the rows that its query gave when it was last refreshed.
    Materialized,
}

impl ViewKind {
    /// What it is called in a message.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Plain => "view",
            Self::Materialized => "materialized view",
        }
    }

    /// The statement that drops it.
    #[must_use]
    pub const fn dropping(self) -> &'static str {
        match self {
            Self::Plain => "drop_view",
            Self::Materialized => "drop_materialized_view",
        }
    }
}

impl View {
    /// Whether its query names this table or view.
    #[must_use]
    pub fn names(&self, relation: &str) -> bool {
        self.uses.iter().any(|used| used.relation == *relation)
    }

    /// Whether its query names this column of a table or view.
    #[must_use]
    pub fn names_column(&self, relation: &str, column: &str) -> bool {
        self.uses.iter().any(|used| used.relation == *relation && used.columns.iter().any(|name| *name == *column))
    }

    /// Its indexes, if it keeps rows.
    #[must_use]
    pub fn indexes(&self) -> &[Index] {
        self.rows.as_ref().map_or(&[], |table| &table.indexes)
    }
}
