//! Adding, dropping, renaming and altering columns.

use crate::catalog::{Column, ColumnType, Constraint, Generated, Index, Name, Sql, Value};

/// Adds a column, with the constraints and the index that were written on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddColumn {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Column,
    /// The constraints written on the column.
    pub constraints: Vec<Constraint>,
    /// The index of a reference.
    pub indexes: Vec<Index>,
}

/// Drops a column with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropColumn {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// What its rows get when it comes back and has no default of its own.
    pub restore_with: Option<Value>,
}

/// Renames a column. Constraints, indexes and expressions follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameColumn {
    /// The table.
    pub table: Name,
    /// The name before.
    pub from: Name,
    /// The name after.
    pub to: Name,
}

/// Changes the type of a column and converts its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeType {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// The new type.
    pub column_type: ColumnType,
    /// How a value becomes one of the new type, where the database has no cast of its own.
    pub using: Option<Sql>,
    /// How a value becomes one of the old type again.
    pub reverse_using: Option<Sql>,
}

/// Forbids NULL in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetNotNull {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// What rows that hold NULL get first. Without it they are refused.
    pub restore_with: Option<Value>,
}

/// Allows NULL in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropNotNull {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// What rows that hold NULL by then get when this is undone.
    pub restore_with: Option<Value>,
}

/// Gives a column a default. Rows that exist keep their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetDefault {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// The default.
    pub value: Value,
}

/// Takes the default from a column. Rows that exist keep their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropDefault {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
}

/// Has the values of a column computed from now on. Those that were written are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetGenerated {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
    /// From what, and when.
    pub generated: Generated,
}

/// Makes an ordinary column of a generated one. It keeps the values that were computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropGenerated {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
}

/// Has the database number the rows that come. Those that are there keep their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAutoIncrement {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
}

/// Has the database number rows no more. They keep their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DropAutoIncrement {
    /// The table.
    pub table: Name,
    /// The column.
    pub column: Name,
}
