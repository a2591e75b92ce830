//! Columns and what changes them.

use migrate_core::catalog::{Column, Name, SqlType, Table};
use migrate_core::dialect::Dialect;

use super::{COLUMNS, Draw, computed};

/// Types that every database has, each with a literal that fits.
const TYPES: &[(&str, &str)] = &[
    ("small_integer(NAME)", "7"),
    ("integer(NAME)", "-3"),
    ("big_integer(NAME)", "9_000_000_000"),
    ("decimal(NAME, 10, 2)", "12.50"),
    ("float(NAME)", "0.5"),
    ("double(NAME)", "2.25"),
    ("boolean(NAME)", "true"),
    ("char(NAME, 8)", "\"ab\""),
    ("string(NAME)", "\"it's \\\"quoted\\\"\""),
    ("varchar(NAME, 40)", "\"\\\\ größer\""),
    ("text(NAME)", "\"long\""),
    ("date(NAME)", "\"2026-02-28\""),
    ("time(NAME)", "\"23:59:59\""),
    ("datetime(NAME)", "now()"),
    ("timestamp(NAME)", "\"2026-12-31 23:59:59\""),
    ("timestamp_with_time_zone(NAME)", "now()"),
    ("uuid(NAME)", "\"00000000-0000-4000-8000-00000000000a\""),
    ("json(NAME)", "\"{}\""),
    ("json_binary(NAME)", "\"[1]\""),
    ("binary(NAME, 16)", ""),
    ("blob(NAME)", ""),
];

/// A new column, which the rows that exist can take.
pub fn draw(draw: &mut Draw<'_>, name: &str) -> String {
    let (column, default) = of_some_type(draw, name);
    let mut text = column;
    if is_text(&text) && draw.random.chance(15) {
        text += &collate(draw);
    }
    if draw.random.chance(50) {
        text += ".nullable()";
    }
    if !default.is_empty() && draw.random.chance(50) {
        text += &format!(".default({default})");
    }
    let is_number = ["small_integer", "integer", "big_integer", "decimal"].iter().any(|kind| text.starts_with(kind));
    let is_key = is_number || ["string", "varchar", "uuid", "date"].iter().any(|kind| text.starts_with(kind));
    if is_key && draw.random.chance(15) {
        text += ".unique()";
    }
    if is_number && draw.random.chance(20) {
        text += &format!(".check({:?})", format!("{} > -1000", draw.quoted(name)));
    }
    if draw.random.chance(10) {
        text += ".comment(\"it's so\")";
    }
    let is_mysql = matches!(draw.dialect, Dialect::MySql | Dialect::MariaDb);
    if is_mysql && (text.starts_with("timestamp") || text.starts_with("datetime")) && draw.random.chance(30) {
        text += ".on_update_now()";
    }
    if is_mysql && is_number && !text.starts_with("decimal") && !default.starts_with('-') && draw.random.chance(20) {
        text += ".unsigned()";
    }
    text
}

pub fn is_text(column: &str) -> bool {
    ["string(", "varchar(", "text("].iter().any(|kind| column.starts_with(kind))
}

pub fn collate(draw: &mut Draw<'_>) -> String {
    let names = match draw.dialect {
        Dialect::Postgres => ["C", "POSIX", "pg_catalog.C"],
        Dialect::MySql | Dialect::MariaDb => ["utf8mb4_bin", "utf8mb4_general_ci", "utf8mb4_unicode_ci"],
        Dialect::Sqlite => ["NOCASE", "RTRIM", "BINARY"],
    };
    format!(".collate({:?})", draw.random.one(&names))
}

/// A column of some type, and a literal for it; none where there is no simple one.
fn of_some_type(draw: &mut Draw<'_>, name: &str) -> (String, String) {
    let enums: Vec<_> = draw.catalog.enums.values().collect();
    if draw.random.chance(20)
        && let Some(found) = draw.random.pick(&enums)
    {
        let value = draw.random.pick(&found.values).map(|value| format!("{:?}", value.as_str()));
        return (format!("enumeration({name:?}, {:?})", found.name.as_str()), value.unwrap_or_default());
    }
    if !draw.dialect.is_mysql_family() && draw.random.chance(10) {
        let arrays = ["array(integer(NAME))", "array(varchar(NAME, 20))"];
        let is_array = draw.dialect == Dialect::Postgres && draw.random.chance(60);
        let text = if is_array { draw.random.one(&arrays) } else { "interval(NAME)" };
        return (text.replace("NAME", &format!("{name:?}")), String::new());
    }
    let (column, default) = draw.random.one(TYPES);
    (column.replace("NAME", &format!("{name:?}")), default.to_owned())
}

pub fn add(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, name) = (draw.table()?, draw.name(COLUMNS));
    let column = if draw.random.chance(15) {
        let parent = draw.table()?;
        format!("reference({name:?}, {:?}).nullable()", parent.name.as_str())
    } else if draw.random.chance(20) {
        computed::column(draw, table, &name)?
    } else {
        self::draw(draw, &name)
    };
    let table = table.name.as_str();
    Some(vec![
        format!("schema.add_column({table:?}, {column});"),
        format!("schema.add_column({table:?}, {column}.nullable());"),
    ])
}

pub fn drop(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|table, _| table.columns.len() > 1)?;
    let statement = format!("schema.drop_column({:?}, {:?})", table.name.as_str(), column.name.as_str());
    let accepted = ".accept_data_loss(\"drawn\")";
    let restored = literal(column).map(|value| format!("{statement}.restore_with({value}){accepted};"));
    Some([format!("{statement}{accepted};")].into_iter().chain(restored).collect())
}

pub fn retire(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, _| true)?;
    Some(vec![format!("schema.retire_column({:?}, {:?});", table.name.as_str(), column.name.as_str())])
}

pub fn rename(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, _| true)?;
    let to = draw.name(COLUMNS);
    Some(vec![format!("schema.rename_column({:?}, {:?}, {to:?});", table.name.as_str(), column.name.as_str())])
}

pub fn set_not_null(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, column| column.nullable)?;
    let statement = format!("schema.set_not_null({:?}, {:?})", table.name.as_str(), column.name.as_str());
    let value = literal(column).filter(|_| !is_restricted(table, column) && draw.random.chance(50));
    let filled = |value| format!("{statement}.restore_with({value}).accept_data_loss(\"drawn\");");
    Some(vec![value.map_or_else(|| format!("{statement};"), filled)])
}

pub fn drop_not_null(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|table, column| !column.nullable && !is_in_primary_key(table, column))?;
    let statement = format!("schema.drop_not_null({:?}, {:?})", table.name.as_str(), column.name.as_str());
    let value = literal(column).filter(|_| !is_restricted(table, column) && draw.random.chance(50));
    Some(vec![value.map_or_else(|| format!("{statement};"), |value| format!("{statement}.restore_with({value});"))])
}

/// Whether only the values of another column will do, or those that no other row has.
fn is_restricted(table: &Table, column: &Column) -> bool {
    let is_in = |names: Vec<&Name>| names.contains(&&column.name);
    table.foreign_keys.iter().any(|key| key.columns.contains(&column.name))
        || table.uniques.iter().any(|key| key.columns.contains(&column.name))
        || table.indexes.iter().any(|index| index.unique && is_in(index.named_columns().collect()))
}

fn is_in_primary_key(table: &Table, column: &Column) -> bool {
    table.primary_key.iter().any(|key| key.columns.contains(&column.name))
}

pub fn set_default(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, column| literal(column).is_some() && !column.auto_increment)?;
    let value = literal(column)?;
    Some(vec![format!("schema.set_default({:?}, {:?}, {value});", table.name.as_str(), column.name.as_str())])
}

pub fn drop_default(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, column| column.default.is_some())?;
    Some(vec![format!("schema.drop_default({:?}, {:?});", table.name.as_str(), column.name.as_str())])
}

pub fn comment(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (table, column) = draw.column_of(|_, _| true)?;
    let comment = draw.random.one(&["", "it's \"new\"", "zwölf \\ 12", "old"]);
    let (table, column) = (table.name.as_str(), column.name.as_str());
    Some(vec![format!("schema.comment_on_column({table:?}, {column:?}, {comment:?});")])
}

/// A literal for a column, where its type has a simple one.
fn literal(column: &Column) -> Option<String> {
    let text = match &column.column_type.sql_type {
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger => "41",
        SqlType::Decimal { .. } => "4.5",
        SqlType::Float | SqlType::Double => "0.25",
        SqlType::Boolean => "false",
        SqlType::Char(_) | SqlType::Varchar(_) | SqlType::Text => "\"it\"",
        SqlType::Date => "\"2026-03-01\"",
        SqlType::Time => "\"01:02:03\"",
        SqlType::DateTime | SqlType::Timestamp | SqlType::TimestampWithTimeZone => "\"2026-03-01 01:02:03\"",
        SqlType::Uuid => "\"00000000-0000-4000-8000-00000000000b\"",
        SqlType::Json | SqlType::JsonBinary => "\"{\\\"a\\\": 1}\"",
        SqlType::Enumeration(listed) => return listed.values.first().map(|value| format!("{:?}", value.as_str())),
        SqlType::Interval | SqlType::Binary(_) | SqlType::Blob | SqlType::Array(_) | SqlType::Custom(_) => return None,
    };
    Some(text.to_owned())
}
