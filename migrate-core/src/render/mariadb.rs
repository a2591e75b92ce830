//! Where MariaDB spells types and defaults otherwise than MySQL.

use sea_query::ColumnType;

use super::{column, mysql};
use crate::catalog::{Column, SqlType, Value};
use crate::dialect::Dialect;

pub fn column_type(sql_type: &SqlType) -> ColumnType {
    match sql_type {
        SqlType::Uuid => column::custom("uuid"),
        SqlType::Custom(sql) => column::authors(sql, Dialect::MariaDb),
        other => mysql::column_type(other),
    }
}

/// What follows `DEFAULT`.
pub fn default(column: &Column, default: &Value) -> String {
    let expression = mysql::value(column, default, Dialect::MariaDb);
    match default {
        Value::Sql(_) => format!("({expression})"),
        _ => expression,
    }
}
