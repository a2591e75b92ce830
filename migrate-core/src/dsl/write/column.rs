//! A column as it is written.

use super::{modifier, sql_source, text, value};
use crate::catalog::{Column, ColumnType, Generated, Name, SqlType, Storage};

/// A column with all that is its own; keys and checks are added by whoever knows the table.
pub fn column(column: &Column) -> String {
    let Column { name, column_type, nullable, default, auto_increment, generated, on_update_now, comment } = column;
    let mut written = of_type(name, column_type);
    if *auto_increment {
        written += ".auto_increment()";
    }
    if *nullable {
        written += ".nullable()";
    }
    written
        + &modifier("default", default.as_ref().map(value))
        + &generated.as_ref().map_or_else(String::new, self::generated)
        + if *on_update_now { ".on_update_now()" } else { "" }
        + &modifier("comment", comment.as_ref().map(|c| text(c)))
}

fn generated(generated: &Generated) -> String {
    let Generated { expression, storage } = generated;
    modifier("generated", Some(sql_source(expression))) + stored(*storage)
}

pub const fn stored(storage: Storage) -> &'static str {
    match storage {
        Storage::Virtual => "",
        Storage::Stored => ".stored()",
    }
}

/// A column that is nothing but its type.
pub fn of_type(name: &Name, column_type: &ColumnType) -> String {
    let ColumnType { sql_type, unsigned, collation } = column_type;
    let unsigned = if *unsigned { ".unsigned()" } else { "" };
    function(name, sql_type) + unsigned + &modifier("collate", collation.as_ref().map(sql_source))
}

fn function(column: &str, sql_type: &SqlType) -> String {
    let name = text(column);
    let plain = |word: &str| format!("{word}({name})");
    match sql_type {
        SqlType::SmallInteger => plain("small_integer"),
        SqlType::Integer => plain("integer"),
        SqlType::BigInteger => plain("big_integer"),
        SqlType::Decimal { precision, scale } => format!("decimal({name}, {precision}, {scale})"),
        SqlType::Float => plain("float"),
        SqlType::Double => plain("double"),
        SqlType::Boolean => plain("boolean"),
        SqlType::Char(length) => format!("char({name}, {length})"),
        SqlType::Varchar(255) => plain("string"),
        SqlType::Varchar(length) => format!("varchar({name}, {length})"),
        SqlType::Text => plain("text"),
        SqlType::Date => plain("date"),
        SqlType::Time => plain("time"),
        SqlType::DateTime => plain("datetime"),
        SqlType::Timestamp => plain("timestamp"),
        SqlType::TimestampWithTimeZone => plain("timestamp_with_time_zone"),
        SqlType::Interval => plain("interval"),
        SqlType::Uuid => plain("uuid"),
        SqlType::Json => plain("json"),
        SqlType::JsonBinary => plain("json_binary"),
        SqlType::Binary(length) => format!("binary({name}, {length})"),
        SqlType::Blob => plain("blob"),
        SqlType::Array(element) => format!("array({})", function(column, element)),
        SqlType::Enumeration(enumeration) => format!("enumeration({name}, {})", text(&enumeration.name)),
        SqlType::Custom(sql) => format!("custom({name}, {})", sql_source(sql)),
    }
}
