//! Names and literals in each database's quoting.

use crate::catalog::name::split;
use crate::catalog::{Name, SqlType, Value};
use crate::dialect::Dialect;

/// A name between quotes, and its schema too, if it has one.
pub fn quoted(name: &str, dialect: Dialect) -> String {
    let quote = dialect.quote();
    let between = |part: &str| format!("{quote}{}{quote}", doubled(part, dialect));
    match split(name) {
        (Some(schema), local) => format!("{}.{}", between(schema), between(local)),
        (None, local) => between(local),
    }
}

/// The name alone between quotes: as what something is renamed to, which stays in its schema.
pub fn quoted_alone(name: &Name, dialect: Dialect) -> String {
    quoted(name.local(), dialect)
}

/// A name whose quote characters are doubled, for the places where sea-query adds the quotes but does
/// not look inside: the names of indexes and keys.
pub fn doubled(name: &str, dialect: Dialect) -> String {
    let quote = dialect.quote();
    name.replace(quote, &format!("{quote}{quote}"))
}

/// Names between quotes, separated by commas.
pub fn listed(names: &[Name], dialect: Dialect) -> String {
    names.iter().map(|name| quoted(name, dialect)).collect::<Vec<_>>().join(", ")
}

/// A text literal.
///
/// MySQL and MariaDB read a backslash as an escape unless `NO_BACKSLASH_ESCAPES` is set; the others
/// take it as it is (PostgreSQL since `standard_conforming_strings` is on). sea-query is not asked:
/// it writes PostgreSQL texts as `E'…'`, and MySQL's character 26 as `\z`, which MySQL reads as `z`.
pub fn text(text: &str, dialect: Dialect) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    for character in text.chars() {
        match character {
            '\'' => literal.push_str("''"),
            '\\' if dialect.is_mysql_family() => literal.push_str("\\\\"),
            _ => literal.push(character),
        }
    }
    literal.push('\'');
    literal
}

/// PostgreSQL: a statement that runs this code of PL/pgSQL.
pub fn block(code: &str) -> String {
    const QUOTE: &str = "$migrate$";
    // A name may hold it.
    if code.contains(QUOTE) {
        format!("DO {}", text(code, Dialect::Postgres))
    } else {
        format!("DO {QUOTE} {code} {QUOTE}")
    }
}

/// A value that is no expression, for a column of this type; empty for one that is.
pub fn constant(value: &Value, sql_type: &SqlType, dialect: Dialect) -> String {
    match value {
        // SQLite reads TRUE and FALSE as names for 1 and 0 in expressions, but keeps them as texts
        // in its schema table.
        Value::Boolean(value) if dialect == Dialect::Sqlite => i32::from(*value).to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Decimal(value) => value.clone(),
        Value::Text(value) => match sql_type {
            SqlType::Binary(_) | SqlType::Blob => bytes(value.as_bytes(), dialect),
            SqlType::Uuid if dialect == Dialect::MySql => format!("x'{}'", value.replace('-', "")),
            _ => text(value, dialect),
        },
        Value::Now | Value::Sql(_) => String::new(),
    }
}

/// A literal of bytes. A text would be read for escapes by PostgreSQL and kept as a text by SQLite.
fn bytes(bytes: &[u8], dialect: Dialect) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if dialect == Dialect::Postgres { format!("'\\x{digits}'") } else { format!("x'{digits}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "'; DROP TABLE users; -- \\ \" ` \u{1a} \n é 🦀";

    #[test]
    fn no_text_ends_its_literal() {
        let standard = "'''; DROP TABLE users; -- \\ \" ` \u{1a} \n é 🦀'";
        assert_eq!(text(HOSTILE, Dialect::Postgres), standard);
        assert_eq!(text(HOSTILE, Dialect::Sqlite), standard);
        assert_eq!(text(HOSTILE, Dialect::MySql), standard.replace('\\', "\\\\"));
        assert_eq!(text("\\'", Dialect::MariaDb), "'\\\\'''");
    }

    #[test]
    fn no_name_ends_its_quotes() {
        assert_eq!(quoted("a\"b`c", Dialect::Postgres), "\"a\"\"b`c\"");
        assert_eq!(quoted("a\"b`c", Dialect::MySql), "`a\"b``c`");
    }
}
