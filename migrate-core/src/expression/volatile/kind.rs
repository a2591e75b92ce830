//! PostgreSQL: kinds of types, and between which of them a conversion depends on settings.

use crate::catalog::SqlType;
use crate::dialect::Dialect;

/// What is to be known of a type here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text between quotes, or NULL, which has the type that is wanted of it.
    Literal,
    Text,
    Number,
    Money,
    Boolean,
    Date,
    Time,
    /// A time of day with a time zone.
    TimeOfZone,
    /// A date and time without a time zone.
    Timestamp,
    /// A moment: a date and time with a time zone.
    Moment,
    Interval,
    Enum,
    Array,
    /// The name of something in the database, as `regclass`.
    Registered,
    /// One that becomes a text, and comes from one, in one way only.
    Plain,
    Unknown,
}

impl Kind {
    pub fn of(sql_type: &SqlType) -> Self {
        match sql_type {
            SqlType::SmallInteger
            | SqlType::Integer
            | SqlType::BigInteger
            | SqlType::Decimal { .. }
            | SqlType::Float
            | SqlType::Double => Self::Number,
            SqlType::Boolean => Self::Boolean,
            SqlType::Char(_) | SqlType::Varchar(_) | SqlType::Text => Self::Text,
            SqlType::Date => Self::Date,
            SqlType::Time => Self::Time,
            SqlType::DateTime | SqlType::Timestamp => Self::Timestamp,
            SqlType::TimestampWithTimeZone => Self::Moment,
            SqlType::Interval => Self::Interval,
            SqlType::Uuid | SqlType::Json | SqlType::JsonBinary | SqlType::Binary(_) | SqlType::Blob => Self::Plain,
            SqlType::Array(_) => Self::Array,
            SqlType::Enumeration(_) => Self::Enum,
            SqlType::Custom(sql) => sql.text(Dialect::Postgres).map_or(Self::Unknown, |text| Self::named(&text.text)),
        }
    }

    /// The kind of a type in its author's words.
    pub fn named(name: &str) -> Self {
        let name = name.trim().to_lowercase();
        if name.ends_with(']') {
            return Self::Array;
        }
        // The length of a type, or its precision, stands between parentheses.
        let plain: String = match name.split_once('(') {
            Some((before, rest)) => format!("{before}{}", rest.split_once(')').map_or("", |(_, after)| after)),
            None => name,
        };
        match plain.trim() {
            "text" | "varchar" | "character varying" | "char" | "character" | "bpchar" => Self::Text,
            "smallint" | "int" | "integer" | "bigint" | "int2" | "int4" | "int8" | "numeric" | "decimal" | "real"
            | "float" | "float4" | "float8" | "double precision" => Self::Number,
            "money" => Self::Money,
            "boolean" | "bool" => Self::Boolean,
            "date" => Self::Date,
            "time" | "time without time zone" => Self::Time,
            "timetz" | "time with time zone" => Self::TimeOfZone,
            "timestamp" | "timestamp without time zone" => Self::Timestamp,
            "timestamptz" | "timestamp with time zone" => Self::Moment,
            "interval" => Self::Interval,
            "uuid" | "json" | "jsonb" | "bytea" => Self::Plain,
            "regclass" | "regtype" | "regproc" | "regconfig" | "regrole" | "regnamespace" => Self::Registered,
            _ => Self::Unknown,
        }
    }
}

/// Whether the result of a conversion depends on settings. `pg_cast` and the functions of the types say so.
pub(super) const fn is_unstable(from: Kind, to: Kind) -> bool {
    match (from, to) {
        (Kind::Moment, Kind::Date | Kind::Time | Kind::TimeOfZone | Kind::Timestamp | Kind::Text)
        | (Kind::Date | Kind::Timestamp, Kind::Moment | Kind::Text)
        | (Kind::Time, Kind::TimeOfZone)
        | (Kind::Interval | Kind::Enum | Kind::Array | Kind::Registered, Kind::Text)
        | (Kind::Number, Kind::Money)
        | (Kind::Money, Kind::Number | Kind::Text) => true,
        (Kind::Text, to) => matches!(
            to,
            Kind::Date
                | Kind::Time
                | Kind::TimeOfZone
                | Kind::Timestamp
                | Kind::Moment
                | Kind::Interval
                | Kind::Enum
                | Kind::Array
                | Kind::Money
                | Kind::Registered
        ),
        _ => false,
    }
}
