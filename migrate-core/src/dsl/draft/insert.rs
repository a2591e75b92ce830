//! `insert` as written.

use crate::catalog::Name;
use crate::dsl::value::Names;
use crate::location::Location;
use crate::operation::{Insert, Row};
use crate::refusal::{Call, Refusal};

/// `insert` as written.
#[derive(Clone, Debug)]
pub struct InsertDraft {
    /// The table.
    pub table: Name,
    /// `.columns(…)`.
    pub columns: Option<Names>,
    /// `.row(…)`, each.
    pub rows: Vec<Row>,
    /// `.key(…)`.
    pub key: Option<Names>,
}

impl InsertDraft {
    pub(in crate::dsl) const fn new(table: Name) -> Self {
        Self { table, columns: None, rows: Vec::new(), key: None }
    }

    pub(in crate::dsl) fn set_columns(&mut self, columns: Names, at: Location) -> Result<(), Refusal> {
        if self.columns.is_some() {
            return Err(Refusal::new(at, "`columns` is said twice").help("delete one of the two"));
        }
        self.columns = Some(columns);
        Ok(())
    }

    /// The operation, if nothing is missing.
    pub(in crate::dsl) fn complete(self) -> Result<Insert, Refusal> {
        let Self { table, columns, rows, key } = self;
        let incomplete = |what: &str| Refusal::new(table.at(), what.to_owned()).of(Call::Around("insert"));
        let Some(columns) = columns else {
            return Err(incomplete("nothing says which columns the rows have values for")
                .help("add `.columns([\"name\"])`, and a `.row((…))` for each row"));
        };
        if rows.is_empty() {
            return Err(incomplete("this inserts no row").help("add `.row((…))`, one for each row"));
        }
        let key = key.map(|key| key.names).unwrap_or_default();
        Ok(Insert { table, columns: columns.names, rows, key })
    }
}
