//! How MySQL spells types, defaults and the clauses of `ALTER TABLE`.

use sea_query::{ColumnType, StringLen};

use super::literal::{constant, quoted, text};
use super::{column, constraint, enumeration, index};
use crate::capability::is_expression_default;
use crate::catalog::{Column, ConstraintKind, SqlType, Value};
use crate::dialect::Dialect;
use crate::lower::action::Change;

pub fn column_type(sql_type: &SqlType) -> ColumnType {
    match sql_type {
        SqlType::SmallInteger => ColumnType::SmallInteger,
        SqlType::Integer => ColumnType::Integer,
        SqlType::BigInteger => ColumnType::BigInteger,
        SqlType::Decimal { precision, scale } => ColumnType::Decimal(Some((*precision, *scale))),
        SqlType::Float => ColumnType::Float,
        SqlType::Double => ColumnType::Double,
        SqlType::Boolean => column::custom("tinyint(1)"),
        SqlType::Char(length) => ColumnType::Char(Some(*length)),
        SqlType::Varchar(length) => ColumnType::String(StringLen::N(*length)),
        // `text` ends at 65535 bytes, which a text without a limit may not.
        SqlType::Text => column::custom("longtext"),
        SqlType::Date => ColumnType::Date,
        SqlType::Time => column::custom("time(6)"),
        SqlType::DateTime => column::custom("datetime(6)"),
        SqlType::Timestamp | SqlType::TimestampWithTimeZone => column::custom("timestamp(6)"),
        SqlType::Uuid => ColumnType::Uuid,
        SqlType::Json | SqlType::JsonBinary => ColumnType::Json,
        SqlType::Binary(length) => ColumnType::VarBinary(StringLen::N(*length)),
        SqlType::Blob => column::custom("longblob"),
        SqlType::Enumeration(listed) => {
            column::custom(format!("enum({})", enumeration::values(listed, Dialect::MySql)))
        }
        SqlType::Custom(sql) => column::authors(sql, Dialect::MySql),
        SqlType::Interval | SqlType::Array(_) => unreachable!("`capability` refuses `{sql_type:?}` on MySQL"),
    }
}

/// What follows `DEFAULT`. Expressions stand in parentheses; a TEXT, BLOB or JSON column takes nothing else.
pub fn default(column: &Column, default: &Value) -> String {
    let expression = value(column, default, Dialect::MySql);
    if is_expression_default(&column.column_type.sql_type, default) { format!("({expression})") } else { expression }
}

/// The expression of a value.
pub fn value(column: &Column, value: &Value, dialect: Dialect) -> String {
    match value {
        Value::Now if column.column_type.sql_type == SqlType::Date => "CURRENT_DATE".to_owned(),
        Value::Now if column.column_type.sql_type == SqlType::Time => "CURRENT_TIME(6)".to_owned(),
        Value::Now => "CURRENT_TIMESTAMP(6)".to_owned(),
        Value::Sql(sql) => column::expression(sql, dialect),
        _ => constant(value, &column.column_type.sql_type, dialect),
    }
}

/// A clause of `ALTER TABLE`.
pub fn change(change: &Change, dialect: Dialect) -> String {
    let quoted = |name: &str| quoted(name, dialect);
    match change {
        Change::AddColumn(column) => format!("ADD COLUMN {}", column::definition(column, dialect)),
        Change::DropColumn(name) => format!("DROP COLUMN {}", quoted(name)),
        Change::RenameColumn { from, to } => format!("RENAME COLUMN {} TO {}", quoted(from), quoted(to)),
        Change::Redefine(column) => format!("MODIFY COLUMN {}", column::definition(column, dialect)),
        Change::ReplaceColumn { column, follows } => {
            let place = follows.as_ref().map_or_else(|| "FIRST".to_owned(), |name| format!("AFTER {}", quoted(name)));
            let definition = column::definition(column, dialect);
            format!("DROP COLUMN {}, ADD COLUMN {definition} {place}", quoted(&column.name))
        }
        Change::SetDefault(column) => match &column.default {
            Some(value) => {
                format!("ALTER COLUMN {} SET DEFAULT {}", quoted(&column.name), column::default(column, value, dialect))
            }
            None => drop_default(column, dialect),
        },
        Change::DropDefault(column) => drop_default(column, dialect),
        Change::AddConstraint(added) => format!("ADD {}", constraint::definition(added, dialect)),
        Change::DropConstraint { kind, name } => match kind {
            ConstraintKind::PrimaryKey => "DROP PRIMARY KEY".to_owned(),
            ConstraintKind::Unique => format!("DROP INDEX {}", quoted(name)),
            ConstraintKind::ForeignKey => format!("DROP FOREIGN KEY {}", quoted(name)),
            // MariaDB has no DROP CHECK, and MySQL has DROP CONSTRAINT from 8.0.19 only.
            ConstraintKind::Check if dialect == Dialect::MariaDb => format!("DROP CONSTRAINT {}", quoted(name)),
            ConstraintKind::Check => format!("DROP CHECK {}", quoted(name)),
            ConstraintKind::Exclusion => unreachable!("{dialect} has no exclusion constraints"),
        },
        Change::Comment(comment) => format!("COMMENT={}", text(comment.as_deref().unwrap_or_default(), dialect)),
        Change::AddIndex(index) => format!("ADD {}", index::in_table(index, dialect)),
        Change::DropIndex(name) => format!("DROP INDEX {}", quoted(name)),
        Change::RenameIndex { from, to } => format!("RENAME INDEX {} TO {}", quoted(from), quoted(to)),
        Change::SetType { .. }
        | Change::SetNotNull(_)
        | Change::DropNotNull(_)
        | Change::DropExpression(_)
        | Change::AddIdentity(_)
        | Change::DropIdentity(_)
        | Change::ValidateConstraint(_)
        | Change::RenameConstraint { .. } => {
            unreachable!("the plan for {dialect} has no `{change:?}`")
        }
    }
}

/// A nullable column goes back to DEFAULT NULL: after DROP DEFAULT, MySQL would refuse a row that names no value
/// for it.
fn drop_default(column: &Column, dialect: Dialect) -> String {
    let name = quoted(&column.name, dialect);
    if column.nullable {
        format!("ALTER COLUMN {name} SET DEFAULT NULL")
    } else {
        format!("ALTER COLUMN {name} DROP DEFAULT")
    }
}
