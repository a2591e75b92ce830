//! Whether a value fits a type.

use crate::catalog::{ColumnType, SqlType, Value};
use crate::dialect::{Dialect, Target};

use super::json;

/// Whether a value fits a type, or why it does not.
pub(super) fn fits(value: &Value, column_type: &ColumnType, targets: &[Target]) -> Result<(), String> {
    match (value, &column_type.sql_type) {
        (Value::Sql(_), _)
        | (Value::Boolean(_), SqlType::Boolean)
        | (Value::Integer(_), SqlType::Float | SqlType::Double)
        | (Value::Decimal(_), SqlType::Float | SqlType::Double)
        | (Value::Text(_), SqlType::Text | SqlType::Blob | SqlType::Interval | SqlType::Array(_))
        | (
            Value::Now,
            SqlType::Date | SqlType::Time | SqlType::DateTime | SqlType::Timestamp | SqlType::TimestampWithTimeZone,
        ) => Ok(()),
        (Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Text(_), SqlType::Custom(_)) => Ok(()),
        (Value::Integer(number), SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger) => {
            in_range(*number, column_type, targets)
        }
        (Value::Integer(number), SqlType::Decimal { precision, scale }) => {
            decimal(&number.to_string(), *precision, *scale, column_type.unsigned)
        }
        (Value::Decimal(number), SqlType::Decimal { precision, scale }) => {
            decimal(number, *precision, *scale, column_type.unsigned)
        }
        (Value::Text(text), SqlType::Char(length) | SqlType::Varchar(length)) => {
            no_longer(text.chars().count(), *length, "characters")
        }
        (Value::Text(text), SqlType::Enumeration(enumeration)) => {
            let values: Vec<String> = enumeration.values.iter().map(|value| format!("`{value}`")).collect();
            let is_one = enumeration.values.iter().any(|value| *value == text.as_str());
            told(is_one, &format!("enum `{}` has {}", enumeration.name, values.join(", ")))
        }
        (Value::Text(text), SqlType::Binary(length)) => no_longer(text.len(), *length, "bytes"),
        (Value::Text(text), SqlType::Date) => told(is_date(text), "a date is written as `2026-12-31`"),
        (Value::Text(text), SqlType::Time) => told(is_time(text), "a time is written as `23:59:59`"),
        (Value::Text(text), SqlType::DateTime | SqlType::Timestamp | SqlType::TimestampWithTimeZone) => {
            told(is_date_time(text), "it is written as `2026-12-31 23:59:59`")?;
            match targets.iter().find(|target| target.dialect.is_mysql_family()) {
                Some(target) => fits_mysql(text, &column_type.sql_type, target.dialect),
                None => Ok(()),
            }
        }
        (Value::Text(text), SqlType::Uuid) => {
            told(is_uuid(text), "a UUID is written as `123e4567-e89b-12d3-a456-426614174000`")
        }
        (Value::Text(text), SqlType::Json | SqlType::JsonBinary) => {
            told(json::is_valid(text), "it is not JSON")?;
            let is_postgres = targets.iter().any(|target| target.dialect == Dialect::Postgres);
            let keeps_all = !is_postgres || column_type.sql_type == SqlType::Json || !text.contains("\\u0000");
            told(keeps_all, "PostgreSQL cannot keep the character 0 in it")
        }
        (Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Text(_) | Value::Now, other) => {
            Err(format!("the column holds {}, and this is {}", content(other), kind(value)))
        }
    }
}

/// How a message shows a value.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Boolean(value) => format!("`{value}`"),
        Value::Integer(value) => format!("`{value}`"),
        Value::Decimal(value) => format!("`{value}`"),
        Value::Text(value) => format!("`{value:?}`"),
        Value::Now => "`now()`".to_owned(),
        Value::Sql(sql) => sql.texts().next().map_or_else(String::new, |text| format!("`{}`", text.text)),
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Boolean(_) => "true or false",
        Value::Integer(_) => "an integer",
        Value::Decimal(_) => "a decimal",
        Value::Text(_) => "a text",
        Value::Now => "a moment",
        Value::Sql(_) => "an expression",
    }
}

/// What a column of this type holds, in words.
const fn content(sql_type: &SqlType) -> &'static str {
    match sql_type {
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger => "integers",
        SqlType::Decimal { .. } | SqlType::Float | SqlType::Double => "numbers",
        SqlType::Boolean => "true or false",
        SqlType::Char(_) | SqlType::Varchar(_) | SqlType::Text => "text",
        SqlType::Date => "dates",
        SqlType::Time => "times of day",
        SqlType::DateTime | SqlType::Timestamp | SqlType::TimestampWithTimeZone => "moments",
        SqlType::Interval => "spans of time",
        SqlType::Uuid => "UUIDs",
        SqlType::Json | SqlType::JsonBinary => "JSON",
        SqlType::Binary(_) | SqlType::Blob => "bytes",
        SqlType::Array(_) => "arrays",
        SqlType::Enumeration(_) => "the values of its enum",
        SqlType::Custom(_) => "values of its own type",
    }
}

/// What MySQL and MariaDB cannot keep of a moment: its zone, and, where they count seconds, what is before or after these.
fn fits_mysql(text: &str, sql_type: &SqlType, dialect: Dialect) -> Result<(), String> {
    let zone = text.split_once([' ', 'T']).is_some_and(|(_, time)| time.contains(['Z', '+', '-']));
    let (first, last) = ("1970-01-02", "2038-01-18");
    let counts_seconds = matches!(sql_type, SqlType::Timestamp | SqlType::TimestampWithTimeZone);
    let day = text.get(..first.len()).unwrap_or_default();
    if zone {
        Err(format!("{dialect} reads no time zone here: write the time in UTC, without one"))
    } else if counts_seconds && !(first..=last).contains(&day) {
        Err(format!("{dialect} keeps moments from {first} to {last} in such a column; `datetime` keeps others"))
    } else {
        Ok(())
    }
}

fn told(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn no_longer(length: usize, limit: u32, unit: &str) -> Result<(), String> {
    let fits = u32::try_from(length).is_ok_and(|length| length <= limit);
    if fits { Ok(()) } else { Err(format!("it has {length} {unit}, and the column holds at most {limit}")) }
}

/// PostgreSQL and SQLite have no unsigned integers, so there the signed range holds too.
fn in_range(number: i64, column_type: &ColumnType, targets: &[Target]) -> Result<(), String> {
    let bits = match column_type.sql_type {
        SqlType::SmallInteger => 16,
        SqlType::Integer => 32,
        _ => 64,
    };
    let signed = !column_type.unsigned || targets.iter().any(|target| !target.dialect.is_mysql_family());
    let lowest = if column_type.unsigned { 0 } else { -(1_i128 << (bits - 1)) };
    let highest = (1_i128 << if signed { bits - 1 } else { bits }) - 1;
    let fits = (lowest..=highest).contains(&i128::from(number));
    if fits { Ok(()) } else { Err(format!("the column holds integers from {lowest} to {highest}")) }
}

fn decimal(number: &str, precision: u32, scale: u32, unsigned: bool) -> Result<(), String> {
    let digits = number.trim_start_matches(['-', '+']).replace('_', "");
    if unsigned && number.starts_with('-') {
        return Err("the column holds no negative numbers".to_owned());
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let whole = whole.trim_start_matches('0').len();
    let fraction = fraction.trim_end_matches('0').len();
    let fits = |count: usize, room: u32| u32::try_from(count).is_ok_and(|count| count <= room);
    if digits.contains(['e', 'E']) {
        Err("write it without an exponent".to_owned())
    } else if fits(whole, precision.saturating_sub(scale)) && fits(fraction, scale) {
        Ok(())
    } else {
        Err(format!(
            "the column holds {} digits before the point and {scale} after it",
            precision.saturating_sub(scale)
        ))
    }
}

fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<u32>) -> bool {
    text.len() == digits
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse().is_ok_and(|number| range.contains(&number))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    if !(number(year, 4, 1..=9999) && number(month, 2, 1..=12) && number(day, 2, 1..=31)) {
        return false;
    }
    let (year, day): (u32, u32) = (year.parse().unwrap_or(0), day.parse().unwrap_or(0));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match *month {
        "02" if leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    day <= last
}

fn is_time(text: &str) -> bool {
    let (time, fraction) = text.split_once('.').map_or((text, None), |(time, fraction)| (time, Some(fraction)));
    let parts: Vec<&str> = time.split(':').collect();
    let clock = match parts.as_slice() {
        [hours, minutes] => number(hours, 2, 0..=23) && number(minutes, 2, 0..=59) && fraction.is_none(),
        [hours, minutes, seconds] => {
            number(hours, 2, 0..=23) && number(minutes, 2, 0..=59) && number(seconds, 2, 0..=59)
        }
        _ => false,
    };
    let digits = |fraction: &str| (1..=6).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    clock && fraction.is_none_or(digits)
}

fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once([' ', 'T']) else { return is_date(text) };
    let time = match rest.find(['Z', '+', '-']) {
        Some(zone) => &rest[..zone],
        None => rest,
    };
    is_date(date) && is_time(time.trim_end())
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;

    fn check(sql_type: SqlType, good: &[Value], bad: &[Value]) {
        let targets = Dialect::ALL.map(Target::new);
        let column_type = ColumnType::from(sql_type);
        for value in good {
            assert_eq!(fits(value, &column_type, &targets), Ok(()), "{value:?} in {column_type:?}");
        }
        for value in bad {
            assert!(fits(value, &column_type, &targets).is_err(), "{value:?} in {column_type:?}");
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn decimal(text: &str) -> Value {
        Value::Decimal(text.to_owned())
    }

    #[test]
    fn a_value_fits_its_type_or_not() {
        let integer = Value::Integer;
        check(SqlType::Boolean, &[Value::Boolean(true)], &[integer(1), text("true"), Value::Now]);
        check(SqlType::SmallInteger, &[integer(-32_768), integer(32_767)], &[integer(32_768), decimal("1.0")]);
        check(SqlType::Integer, &[integer(-2_147_483_648)], &[integer(2_147_483_648), Value::Boolean(false)]);
        check(SqlType::BigInteger, &[integer(i64::MIN), integer(i64::MAX)], &[text("1")]);
        check(SqlType::Double, &[integer(1), decimal("1.5")], &[text("1.5"), Value::Now]);
        check(SqlType::Varchar(3), &[text("äöü"), text("")], &[text("four"), integer(1)]);
        check(SqlType::Text, &[text("anything")], &[Value::Now, Value::Boolean(true)]);
        check(SqlType::Date, &[text("2024-02-29"), Value::Now], &[text("2026-02-29"), text("1.1.2026"), integer(0)]);
        check(SqlType::Time, &[text("23:59"), text("23:59:59.5"), Value::Now], &[text("24:00"), text("1:00")]);
        check(
            SqlType::TimestampWithTimeZone,
            &[text("2026-01-01 00:00:00"), text("2026-01-01T00:00:00"), Value::Now],
            &[text("now"), text("2026-01-01T00:00:00Z"), text("2050-01-01"), Value::Boolean(true)],
        );
        check(SqlType::Uuid, &[text("123e4567-e89b-12d3-a456-426614174000")], &[text("123"), Value::Now]);
        check(SqlType::Json, &[text("{}"), text("[1, null]")], &[text("{"), text(""), integer(1)]);
        check(
            SqlType::Decimal { precision: 5, scale: 2 },
            &[integer(999), decimal("-999.99"), decimal("0.10"), decimal("1.500")],
            &[integer(1000), decimal("0.001"), decimal("1e3"), text("1")],
        );
    }

    #[test]
    fn a_moment_is_what_mysql_keeps_of_it() {
        let postgres = [Target::new(Dialect::Postgres)];
        let fits = |value: &str, sql_type: SqlType, targets: &[Target]| fits(&text(value), &sql_type.into(), targets);
        for value in ["2026-01-01T00:00:00Z", "2026-01-01 00:00:00+02", "1969-12-31 23:59:59"] {
            assert_eq!(fits(value, SqlType::TimestampWithTimeZone, &postgres), Ok(()), "{value}");
            assert!(fits(value, SqlType::Timestamp, &[Target::new(Dialect::MariaDb)]).is_err(), "{value}");
        }
        assert_eq!(fits("1969-12-31 23:59:59", SqlType::DateTime, &[Target::new(Dialect::MySql)]), Ok(()));
    }

    #[test]
    fn an_unsigned_integer_is_never_negative() {
        let unsigned = ColumnType { unsigned: true, ..ColumnType::from(SqlType::Integer) };
        let mysql = [Target::new(Dialect::MySql)];
        let both = [Target::new(Dialect::MySql), Target::new(Dialect::Sqlite)];
        assert!(fits(&Value::Integer(-1), &unsigned, &mysql).is_err());
        assert!(fits(&Value::Integer(4_294_967_295), &unsigned, &mysql).is_ok());
        assert!(fits(&Value::Integer(4_294_967_295), &unsigned, &both).is_err());
    }
}
