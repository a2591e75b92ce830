//! How SQLite spells types, defaults and the few changes its `ALTER TABLE` knows.

use sea_query::{ColumnType, StringLen};

use super::literal::{constant, quoted};
use super::{column, constraint};
use crate::capability::numbered_column;
use crate::catalog::{Column, Constraint, SqlType, Table, Value};
use crate::dialect::Dialect;
use crate::lower::action::Change;

const DIALECT: Dialect = Dialect::Sqlite;

/// The declared type decides the affinity: `INT` anywhere in it means integer, `CHAR` and `TEXT` text, `BLOB`
/// none, `REAL`, `FLOA` and `DOUB` floating point, anything else numeric.
pub fn column_type(sql_type: &SqlType) -> ColumnType {
    match sql_type {
        SqlType::SmallInteger => ColumnType::SmallInteger,
        SqlType::Integer => ColumnType::Integer,
        // Not sea-query's `integer`, which as a primary key would be the row's number.
        SqlType::BigInteger => column::custom("bigint"),
        // Numeric affinity: whole numbers stay exact.
        SqlType::Decimal { precision, scale } => column::custom(format!("decimal({precision}, {scale})")),
        SqlType::Float => ColumnType::Float,
        SqlType::Double => ColumnType::Double,
        SqlType::Boolean => ColumnType::Boolean,
        SqlType::Char(length) => ColumnType::Char(Some(*length)),
        SqlType::Varchar(length) => ColumnType::String(StringLen::N(*length)),
        // `interval` has INT in it, which would make whole numbers of texts that look like one.
        SqlType::Text | SqlType::Interval => ColumnType::Text,
        SqlType::Date => ColumnType::Date,
        SqlType::Time => ColumnType::Time,
        SqlType::DateTime => ColumnType::DateTime,
        SqlType::Timestamp => ColumnType::Timestamp,
        SqlType::TimestampWithTimeZone => ColumnType::TimestampWithTimeZone,
        SqlType::Uuid => ColumnType::Uuid,
        SqlType::Json => ColumnType::Json,
        SqlType::JsonBinary => ColumnType::JsonBinary,
        SqlType::Binary(length) => ColumnType::VarBinary(StringLen::N(*length)),
        SqlType::Blob => ColumnType::Blob,
        SqlType::Enumeration(_) => ColumnType::Text,
        SqlType::Custom(sql) => column::authors(sql, DIALECT),
        SqlType::Array(_) => unreachable!("`capability` refuses an array on SQLite"),
    }
}

/// What follows `DEFAULT`. Expressions stand in parentheses.
pub fn default(column: &Column, default: &Value) -> String {
    let expression = value(column, default);
    match default {
        Value::Now | Value::Sql(_) => format!("({expression})"),
        _ => expression,
    }
}

/// The expression of a value.
///
/// CURRENT_TIMESTAMP stops at the second, so that rows of the same second have no order; `strftime` gives
/// milliseconds in the same form, and text in that form sorts by time. A zone is written out where
/// the type has one.
pub fn value(column: &Column, value: &Value) -> String {
    match value {
        Value::Now => match column.column_type.sql_type {
            SqlType::Date => "CURRENT_DATE".to_owned(),
            SqlType::Time => "strftime('%H:%M:%f', 'now')".to_owned(),
            SqlType::TimestampWithTimeZone => "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')".to_owned(),
            _ => "strftime('%Y-%m-%d %H:%M:%f', 'now')".to_owned(),
        },
        Value::Sql(sql) => column::expression(sql, DIALECT),
        _ => constant(value, &column.column_type.sql_type, DIALECT),
    }
}

/// A column of a table; the numbered one is `INTEGER PRIMARY KEY AUTOINCREMENT`, which SQLite takes in no other form.
pub fn column_in(table: &Table, column: &Column) -> String {
    let key = table.primary_key.as_ref().filter(|_| numbered_column(table).is_some_and(|numbered| numbered == column));
    let Some(key) = key else { return column::definition(column, DIALECT) };
    let name = quoted(&column.name, DIALECT);
    format!("{name} integer NOT NULL CONSTRAINT {} PRIMARY KEY AUTOINCREMENT", quoted(&key.name, DIALECT))
}

/// The one thing that an `ALTER TABLE` does; what follows an added column are its constraints.
pub fn changes(changes: &[Change]) -> String {
    let mut sql = String::new();
    for change in changes {
        match change {
            Change::AddColumn(column) => sql.push_str(&format!("ADD COLUMN {}", column::definition(column, DIALECT))),
            Change::AddConstraint(Constraint::Check(check)) => {
                sql.push_str(&format!(" {}", constraint::check(check, DIALECT)));
            }
            Change::AddConstraint(Constraint::ForeignKey(key)) => {
                let references = constraint::references(key, DIALECT);
                sql.push_str(&format!(" CONSTRAINT {} {references}", quoted(&key.name, DIALECT)));
            }
            Change::DropColumn(name) => sql.push_str(&format!("DROP COLUMN {}", quoted(name, DIALECT))),
            Change::RenameColumn { from, to } => {
                sql.push_str(&format!("RENAME COLUMN {} TO {}", quoted(from, DIALECT), quoted(to, DIALECT)));
            }
            Change::AddConstraint(Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_))
            | Change::Redefine(_)
            | Change::ReplaceColumn { .. }
            | Change::DropExpression(_)
            | Change::AddIdentity(_)
            | Change::DropIdentity(_)
            | Change::SetType { .. }
            | Change::SetNotNull(_)
            | Change::DropNotNull(_)
            | Change::SetDefault(_)
            | Change::DropDefault(_)
            | Change::DropConstraint { .. }
            | Change::ValidateConstraint(_)
            | Change::RenameConstraint { .. }
            | Change::Comment(_)
            | Change::AddIndex(_)
            | Change::DropIndex(_)
            | Change::RenameIndex { .. } => unreachable!("the plan for SQLite rebuilds instead of `{change:?}`"),
        }
    }
    sql
}
