//! Which function of the language makes a column of a type, and how its default is written.

use migrate_core::dialect::Dialect;

use super::text;
use crate::live::Column;

/// A function of the prelude that makes a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    word: String,
    /// What it takes beside the name of the column.
    arguments: String,
    unsigned: bool,
    /// Whether its columns are arrays of what the function makes.
    is_array: bool,
}

impl Function {
    fn of(word: &str) -> Self {
        Self { word: word.to_owned(), arguments: String::new(), unsigned: false, is_array: false }
    }

    fn with(word: &str, arguments: impl Into<String>) -> Self {
        Self { arguments: arguments.into(), ..Self::of(word) }
    }

    fn custom(sql_type: &str) -> Self {
        Self::with("custom", text(sql_type))
    }

    /// The call for a column of this name.
    pub fn call(&self, column: &str) -> String {
        let arguments = if self.arguments.is_empty() { String::new() } else { format!(", {}", self.arguments) };
        let unsigned = if self.unsigned { ".unsigned()" } else { "" };
        let call = format!("{}({}{arguments}){unsigned}", self.word, text(column));
        if self.is_array { format!("array({call})") } else { call }
    }

    /// Whether the language does not know its type.
    pub fn is_custom(&self) -> bool {
        self.word == "custom"
    }

    fn is_text(&self) -> bool {
        ["char", "string", "varchar", "text", "enumeration"].contains(&self.word.as_str()) && !self.is_array
    }

    fn is_number(&self) -> bool {
        ["small_integer", "integer", "big_integer", "decimal", "float", "double"].contains(&self.word.as_str())
            && !self.is_array
    }

    fn is_moment(&self) -> bool {
        ["datetime", "timestamp", "timestamp_with_time_zone"].contains(&self.word.as_str()) && !self.is_array
    }
}

/// The function that makes a column of this type.
pub fn function(dialect: Dialect, column: &Column, enumeration: Option<&str>) -> Function {
    let sql_type = column.sql_type.as_str();
    if let Some(enumeration) = enumeration {
        let is_array = sql_type.ends_with("[]");
        return Function { is_array, ..Function::with("enumeration", text(enumeration)) };
    }
    match dialect {
        Dialect::Postgres => postgres(sql_type),
        Dialect::MySql | Dialect::MariaDb => match mysql(sql_type, dialect) {
            // The language adds this to its own types, which keep microseconds.
            function if function.is_custom() && column.on_update_now => {
                let precision = sql_type.split_once('(').map_or(String::new(), |(_, rest)| format!("({rest}"));
                Function::custom(&format!("{sql_type} ON UPDATE CURRENT_TIMESTAMP{precision}"))
            }
            function => function,
        },
        Dialect::Sqlite => sqlite(sql_type),
    }
}

/// The numbers in the parentheses of a type.
fn numbers(sql_type: &str) -> Option<(&str, String)> {
    let (name, rest) = sql_type.split_once('(')?;
    let (numbers, rest) = rest.split_once(')')?;
    let numbers: Vec<&str> = numbers.split(',').map(str::trim).collect();
    let are_numbers =
        numbers.iter().all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    (rest.is_empty() && are_numbers).then(|| (name.trim(), numbers.join(", ")))
}

/// A type with a length or with digits.
fn measured(sql_type: &str) -> Option<Function> {
    let (name, numbers) = numbers(sql_type)?;
    let is_pair = numbers.contains(',');
    Some(match name {
        "numeric" | "decimal" if is_pair => Function::with("decimal", numbers),
        "numeric" | "decimal" => Function::with("decimal", format!("{numbers}, 0")),
        "character varying" | "varchar" if numbers == "255" => Function::of("string"),
        "character varying" | "varchar" => Function::with("varchar", numbers),
        "character" | "char" => Function::with("char", numbers),
        _ => return None,
    })
}

fn postgres(sql_type: &str) -> Function {
    if let Some(element) = sql_type.strip_suffix("[]") {
        let element = postgres(element);
        // An array of a type of its own is such a type itself.
        let is_custom = element.word == "custom" || element.is_array;
        return if is_custom { Function::custom(sql_type) } else { Function { is_array: true, ..element } };
    }
    Function::of(match sql_type {
        "smallint" => "small_integer",
        "integer" => "integer",
        "bigint" => "big_integer",
        "real" => "float",
        "double precision" => "double",
        "boolean" => "boolean",
        "text" => "text",
        "date" => "date",
        "time without time zone" => "time",
        "timestamp without time zone" => "datetime",
        "timestamp with time zone" => "timestamp_with_time_zone",
        "interval" => "interval",
        "uuid" => "uuid",
        "json" => "json",
        "jsonb" => "json_binary",
        "bytea" => "blob",
        _ => return measured(sql_type).unwrap_or_else(|| Function::custom(sql_type)),
    })
}

fn mysql(sql_type: &str, dialect: Dialect) -> Function {
    let (plain, unsigned) = match sql_type.strip_suffix(" unsigned") {
        Some(plain) => (plain, true),
        None => (sql_type, false),
    };
    let function = match plain {
        "smallint" => Function::of("small_integer"),
        "int" => Function::of("integer"),
        "bigint" => Function::of("big_integer"),
        "float" => Function::of("float"),
        "double" => Function::of("double"),
        "tinyint(1)" => Function::of("boolean"),
        "longtext" => Function::of("text"),
        "date" => Function::of("date"),
        "time(6)" => Function::of("time"),
        "datetime(6)" => Function::of("datetime"),
        "timestamp(6)" => Function::of("timestamp"),
        "json" => Function::of("json"),
        "longblob" => Function::of("blob"),
        "uuid" if dialect == Dialect::MariaDb => Function::of("uuid"),
        "binary(16)" if dialect == Dialect::MySql => Function::of("uuid"),
        _ => match (measured(plain), numbers(plain)) {
            (Some(function), _) => function,
            (None, Some(("varbinary", length))) => Function::with("binary", length),
            _ => return Function::custom(sql_type),
        },
    };
    let may_be_unsigned = ["small_integer", "integer", "big_integer"].contains(&function.word.as_str());
    if unsigned && !may_be_unsigned { Function::custom(sql_type) } else { Function { unsigned, ..function } }
}

/// SQLite takes any type. What the language declares is written so, and else what means the same and is stored alike.
fn sqlite(sql_type: &str) -> Function {
    Function::of(match sql_type {
        "smallint" => "small_integer",
        // All of them hold 64 bits, and refer to each other.
        "integer" | "int" | "bigint" => "big_integer",
        "float" => "float",
        "double" | "double precision" | "real" => "double",
        "boolean" => "boolean",
        "text" | "varchar" | "clob" => "text",
        "date_text" => "date",
        "time_text" => "time",
        "datetime_text" => "datetime",
        "timestamp_text" => "timestamp",
        "timestamp_with_timezone_text" => "timestamp_with_time_zone",
        "uuid_text" => "uuid",
        "json_text" => "json",
        "jsonb_text" => "json_binary",
        "blob" | "" => "blob",
        _ => return measured(sql_type).unwrap_or_else(|| Function::custom(sql_type)),
    })
}

/// The values of a column of MySQL's or MariaDB's that takes one of them.
pub fn enum_values(dialect: Dialect, sql_type: &str) -> Option<Vec<String>> {
    let inside = sql_type.strip_prefix("enum(").filter(|_| dialect.is_mysql_family())?.strip_suffix(')')?;
    let inside = inside.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(inside.split("','").map(|value| value.replace("''", "'")).collect())
}

/// The argument of `.default(…)`; nothing where it is NULL.
pub fn default(dialect: Dialect, ty: &Function, default: &str) -> Option<String> {
    let default = default.trim();
    // PostgreSQL writes the type beside a literal.
    let (value, cast) = match default.rsplit_once("::") {
        Some((value, cast)) if dialect == Dialect::Postgres && (is_literal(value) || value == "NULL") => {
            (value, Some(cast))
        }
        _ => (default, None),
    };
    let upper = value.to_uppercase();
    if upper == "NULL" {
        return None;
    }
    let is_now = match dialect {
        Dialect::Postgres => upper == "NOW()" || upper == "CURRENT_TIMESTAMP",
        Dialect::MySql | Dialect::MariaDb => upper == "CURRENT_TIMESTAMP(6)",
        Dialect::Sqlite => false,
    };
    let number = value.trim_start_matches('-');
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && number.starts_with(|c: char| c.is_ascii_digit())
        && !number.ends_with('.');
    Some(match (is_literal(value), value) {
        (true, _) if ty.is_text() => text(&value[1..value.len() - 1].replace("''", "'")),
        (_, "true" | "1" | "TRUE") if ty.word == "boolean" => "true".to_owned(),
        (_, "false" | "0" | "FALSE") if ty.word == "boolean" => "false".to_owned(),
        _ if ty.is_number() && is_number && cast.is_none_or(|cast| cast == "numeric") => value.to_owned(),
        _ if ty.is_moment() && is_now => "now()".to_owned(),
        _ if ty.word == "date" && upper == "CURRENT_DATE" && dialect == Dialect::Postgres => "now()".to_owned(),
        _ => format!("sql({})", text(default)),
    })
}

/// Whether it is a text literal and nothing else.
fn is_literal(sql: &str) -> bool {
    let inside = sql.strip_prefix('\'').and_then(|sql| sql.strip_suffix('\''));
    inside.is_some_and(|inside| !inside.replace("''", "").contains('\''))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(dialect: Dialect, sql_type: &str, default: Option<&str>, expected: &str) {
        let column = Column { name: "c".to_owned(), sql_type: sql_type.to_owned(), ..Column::default() };
        let ty = function(dialect, &column, None);
        let default = default.and_then(|sql| super::default(dialect, &ty, sql));
        let default = default.map_or_else(String::new, |default| format!(".default({default})"));
        assert_eq!(ty.call("c") + &default, expected);
    }

    #[test]
    fn types_and_defaults_are_said_in_the_words_of_the_language() {
        check(
            Dialect::Postgres,
            "character varying(255)",
            Some("'a''b'::character varying"),
            "string(\"c\").default(\"a'b\")",
        );
        check(Dialect::Postgres, "numeric(10,2)", Some("0.5"), "decimal(\"c\", 10, 2).default(0.5)");
        check(
            Dialect::Postgres,
            "timestamp with time zone",
            Some("now()"),
            "timestamp_with_time_zone(\"c\").default(now())",
        );
        check(
            Dialect::Postgres,
            "integer[]",
            Some("'{}'::integer[]"),
            "array(integer(\"c\")).default(sql(\"'{}'::integer[]\"))",
        );
        check(Dialect::Postgres, "citext", Some("NULL::citext"), "custom(\"c\", \"citext\")");
        check(Dialect::MySql, "int unsigned", Some("7"), "integer(\"c\").unsigned().default(7)");
        check(
            Dialect::MySql,
            "timestamp",
            Some("CURRENT_TIMESTAMP"),
            "custom(\"c\", \"timestamp\").default(sql(\"CURRENT_TIMESTAMP\"))",
        );
        check(Dialect::MariaDb, "tinyint(1)", Some("1"), "boolean(\"c\").default(true)");
        check(Dialect::Sqlite, "varchar(80)", Some("'x'"), "varchar(\"c\", 80).default(\"x\")");
        check(
            Dialect::Sqlite,
            "datetime",
            Some("CURRENT_TIMESTAMP"),
            "custom(\"c\", \"datetime\").default(sql(\"CURRENT_TIMESTAMP\"))",
        );
    }

    #[test]
    fn values_of_an_enum_of_mysql_are_read() {
        let values = enum_values(Dialect::MySql, "enum('new','it''s')");
        assert_eq!(values, Some(vec!["new".to_owned(), "it's".to_owned()]));
        assert_eq!(enum_values(Dialect::Sqlite, "enum('new')"), None);
    }
}
