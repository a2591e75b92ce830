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
    /// From what the database computes its values, if nobody writes them.
    pub generated: Option<Generated>,
    /// MySQL and MariaDB: whether it takes the time of each change of its row.
    pub on_update_now: bool,
    /// What it is for.
    pub comment: Option<String>,
}

impl Column {
    /// An ordinary column that may hold NULL: the least that a column can be.
    #[must_use]
    pub const fn nullable(name: Name, column_type: ColumnType) -> Self {
        Self {
            name,
            column_type,
            nullable: true,
            default: None,
            auto_increment: false,
            generated: None,
            on_update_now: false,
            comment: None,
        }
    }

    /// Whether its values are computed when its row is written.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.generated.as_ref().is_some_and(|generated| generated.storage == Storage::Stored)
    }

    /// Whether its values are computed when its row is read.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        self.generated.as_ref().is_some_and(|generated| generated.storage == Storage::Virtual)
    }
}

/// How the values of a generated column come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// What is computed from the other columns of the row.
    pub expression: Sql,
    /// When.
    pub storage: Storage,
}

/// When the values of a generated column are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// When a row is read.
    Virtual,
    /// When a row is written.
    Stored,
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
