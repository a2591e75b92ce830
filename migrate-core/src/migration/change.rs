//! What a step changes and what a question reads, by name: so that a question about an earlier schema can be asked of a
//! later one, or not be asked.

use serde::{Deserialize, Serialize};

/// What a step changes that a question may be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A table comes or goes.
    Table(String),
    /// Rows of a table go, and none comes or holds other values.
    RowsDeleted(String),
    /// Rows of a table come or go, or hold other values.
    Rows {
        /// The table.
        table: String,
        /// The columns that hold other values, where no row comes or goes.
        columns: Option<Vec<String>>,
    },
    /// A table is called otherwise.
    TableRenamed {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// A column comes or goes, or its values are others.
    Column {
        /// Its table.
        table: String,
        /// The column.
        column: String,
    },
    /// A column is called otherwise.
    ColumnRenamed {
        /// Its table.
        table: String,
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// An index, a constraint or a trigger comes or goes, or anything else that has a name.
    Part {
        /// Its table.
        table: String,
        /// Its name, in lower case.
        name: String,
    },
    /// A function comes or goes, or does something else.
    Functions,
    /// Nobody can tell what: SQL of the author's, or what a version of this library did that did not say.
    Anything,
}

impl Change {
    /// What is true of a step that does not say what it changes.
    #[must_use]
    pub fn unknown() -> Vec<Self> {
        vec![Self::Anything]
    }

    /// Whether these say nothing.
    #[must_use]
    pub fn are_unknown(changes: &[Self]) -> bool {
        matches!(changes, [Self::Anything])
    }
}

/// What a question reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Read {
    /// The rows of a table.
    Rows {
        /// The table.
        table: String,
        /// The columns of it that the question names.
        columns: Vec<String>,
        /// Whether a yes stays one when rows go, as it says that no row is in the way.
        outlasts_rows: bool,
    },
    /// What the database says of a table.
    Table(String),
    /// Whether anything has this name, in lower case.
    Name(String),
    /// What a function of the history answers.
    Functions,
}
