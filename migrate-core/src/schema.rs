//! The schema after the last migration of a history, as a program holds it: for people and for other programs, which may
//! ask for it without a database.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dialect::Dialect;

/// What a history comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The tables, by name.
    pub tables: Vec<Table>,
    /// The names of the schemas that were created beside the first one.
    pub schemas: Vec<String>,
    /// The enumerations, by name.
    pub enums: Vec<Enumeration>,
    /// The names of the views.
    pub views: Vec<String>,
    /// The names of the functions.
    pub functions: Vec<String>,
    /// The names of the triggers.
    pub triggers: Vec<String>,
    /// The names of the sequences.
    pub sequences: Vec<String>,
    /// The names of the extensions.
    pub extensions: Vec<String>,
    /// The statements that create it all, in order, for each database by its key.
    pub sql: BTreeMap<String, Vec<String>>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns of its primary key.
    pub primary_key: Vec<String>,
    /// Its unique constraints.
    pub uniques: Vec<Key>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes, without those that back a constraint.
    pub indexes: Vec<Index>,
    /// Its checks.
    pub checks: Vec<Check>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type, in the words of the language.
    #[serde(rename = "type")]
    pub column_type: String,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// What a row gets that names no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// From what it is computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A unique constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// The referencing columns, in order.
    pub columns: Vec<String>,
    /// The table it refers to.
    pub table: String,
    /// The columns it refers to.
    pub referenced_columns: Vec<String>,
    /// What happens when the row it refers to is deleted, in SQL's words.
    pub on_delete: String,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it orders by: columns and expressions.
    pub parts: Vec<String>,
    /// Whether two rows may not have the same values.
    pub unique: bool,
    /// Which rows it holds, if not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only_where: Option<String>,
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What must hold for every row.
    pub expression: String,
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enumeration {
    /// Its name.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<String>,
}

impl Schema {
    /// The schema that [`Schema::text`] wrote; nothing where none was.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// What a program holds of it.
    ///
    /// # Panics
    /// Never: it consists of texts and lists, all of which JSON can say.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("JSON says every schema")
    }

    /// The statements for one database, if the history targets it.
    #[must_use]
    pub fn sql(&self, dialect: Dialect) -> Option<&[String]> {
        self.sql.get(dialect.key()).map(Vec::as_slice)
    }
}
