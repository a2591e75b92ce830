//! How PostgreSQL spells types, defaults and the clauses of `ALTER TABLE`.

use sea_query::{ColumnType, RcOrArc, StringLen};

use super::literal::{constant, quoted};
use super::{column, constraint};
use crate::catalog::{Column, SqlType, Value};
use crate::dialect::Dialect;
use crate::lower::action::Change;

const DIALECT: Dialect = Dialect::Postgres;

pub fn column_type(sql_type: &SqlType) -> ColumnType {
    match sql_type {
        SqlType::SmallInteger => ColumnType::SmallInteger,
        SqlType::Integer => ColumnType::Integer,
        SqlType::BigInteger => ColumnType::BigInteger,
        SqlType::Decimal { precision, scale } => column::custom(format!("numeric({precision}, {scale})")),
        SqlType::Float => ColumnType::Float,
        SqlType::Double => ColumnType::Double,
        SqlType::Boolean => column::custom("boolean"),
        SqlType::Char(length) => ColumnType::Char(Some(*length)),
        SqlType::Varchar(length) => ColumnType::String(StringLen::N(*length)),
        SqlType::Text => ColumnType::Text,
        SqlType::Date => ColumnType::Date,
        SqlType::Time => ColumnType::Time,
        SqlType::DateTime | SqlType::Timestamp => ColumnType::Timestamp,
        SqlType::TimestampWithTimeZone => ColumnType::TimestampWithTimeZone,
        SqlType::Interval => ColumnType::Interval(None, None),
        SqlType::Uuid => ColumnType::Uuid,
        SqlType::Json => ColumnType::Json,
        SqlType::JsonBinary => ColumnType::JsonBinary,
        SqlType::Binary(_) | SqlType::Blob => ColumnType::Blob,
        SqlType::Array(element) => ColumnType::Array(RcOrArc::new(column_type(element))),
        SqlType::Enumeration(enumeration) => column::custom(quoted(&enumeration.name, DIALECT)),
        SqlType::Custom(sql) => column::authors(sql, DIALECT),
    }
}

/// The expression of a value.
pub fn value(column: &Column, value: &Value) -> String {
    match value {
        Value::Now if column.column_type.sql_type == SqlType::Date => "CURRENT_DATE".to_owned(),
        Value::Now if column.column_type.sql_type == SqlType::Time => "LOCALTIME".to_owned(),
        Value::Now => "CURRENT_TIMESTAMP".to_owned(),
        Value::Sql(sql) => column::expression(sql, DIALECT),
        _ => constant(value, &column.column_type.sql_type, DIALECT),
    }
}

pub fn default(column: &Column, default: &Value) -> String {
    value(column, default)
}

/// A clause of `ALTER TABLE`.
pub fn change(change: &Change) -> String {
    match change {
        Change::AddColumn(column) => format!("ADD COLUMN {}", column::definition(column, DIALECT)),
        Change::SetType { column, using } => {
            let name = quoted(&column.name, DIALECT);
            let collation = column::collation(&column.column_type, DIALECT);
            let using = using.as_ref().map(|using| format!(" USING {using}")).unwrap_or_default();
            let ty = column::type_text(&column.column_type, DIALECT);
            format!("ALTER COLUMN {name} TYPE {ty}{collation}{using}")
        }
        Change::SetNotNull(name) => format!("ALTER COLUMN {} SET NOT NULL", quoted(name, DIALECT)),
        Change::DropNotNull(name) => format!("ALTER COLUMN {} DROP NOT NULL", quoted(name, DIALECT)),
        Change::SetDefault(column) => match &column.default {
            Some(value) => {
                format!("ALTER COLUMN {} SET DEFAULT {}", quoted(&column.name, DIALECT), default(column, value))
            }
            None => format!("ALTER COLUMN {} DROP DEFAULT", quoted(&column.name, DIALECT)),
        },
        Change::DropDefault(column) => format!("ALTER COLUMN {} DROP DEFAULT", quoted(&column.name, DIALECT)),
        Change::AddConstraint(added) => format!("ADD {}", constraint::definition(added, DIALECT)),
        Change::DropConstraint { name, .. } => format!("DROP CONSTRAINT {}", quoted(name, DIALECT)),
        Change::ValidateConstraint(name) => format!("VALIDATE CONSTRAINT {}", quoted(name, DIALECT)),
        Change::RenameConstraint { from, to } => {
            format!("RENAME CONSTRAINT {} TO {}", quoted(from, DIALECT), quoted(to, DIALECT))
        }
        Change::DropColumn(name) => format!("DROP COLUMN {}", quoted(name, DIALECT)),
        Change::RenameColumn { from, to } => {
            format!("RENAME COLUMN {} TO {}", quoted(from, DIALECT), quoted(to, DIALECT))
        }
        Change::Redefine(_)
        | Change::Comment(_)
        | Change::AddIndex(_)
        | Change::DropIndex(_)
        | Change::RenameIndex { .. } => {
            unreachable!("the plan for PostgreSQL has no `{change:?}`")
        }
    }
}
