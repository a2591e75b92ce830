//! A column and its default.

use super::name::Name;
use super::sql::Sql;
use super::sql_type::ColumnType;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub column_type: ColumnType,
    /// Whether it may hold NULL.
    pub nullable: bool,
    /// What a row gets that names no value.
    pub default: Option<Value>,
    /// Whether the database numbers its rows: identity, AUTO_INCREMENT, INTEGER PRIMARY KEY.
    pub auto_increment: bool,
    /// What it is for.
    pub comment: Option<String>,
}

/// A value written in a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point, as written.
    Decimal(String),
    /// A text.
    Text(String),
    /// The time at which the statement runs.
    Now,
    /// An expression of the database.
    Sql(Sql),
}
