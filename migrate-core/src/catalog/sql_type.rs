//! The types a column can have.

use std::fmt;

use super::enumeration::Enumeration;
use super::sql::Sql;
use crate::dialect::Dialect;

/// The type of a column, with what belongs to it in every database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnType {
    /// The type.
    pub sql_type: SqlType,
    /// MySQL and MariaDB: no negative values.
    pub unsigned: bool,
    /// How its text is compared and sorted.
    pub collation: Option<Sql>,
}

impl ColumnType {
    /// Whether a foreign key can join columns of the two types. Lengths of text may differ.
    #[must_use]
    pub fn joins(&self, other: &Self) -> bool {
        let types = match (&self.sql_type, &other.sql_type) {
            (SqlType::Varchar(_), SqlType::Varchar(_)) | (SqlType::Char(_), SqlType::Char(_)) => true,
            (own, other) => own == other,
        };
        types && self.unsigned == other.unsigned
    }

    /// Its collation on a database, in lower case.
    #[must_use]
    pub fn collation_on(&self, dialect: Dialect) -> Option<String> {
        self.collation.as_ref()?.text(dialect).map(|sql| sql.text.to_lowercase())
    }
}

impl From<SqlType> for ColumnType {
    fn from(sql_type: SqlType) -> Self {
        Self { sql_type, unsigned: false, collation: None }
    }
}

/// A type of the language, before a database spells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SqlType {
    /// 16-bit integer.
    SmallInteger,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInteger,
    /// Exact number.
    Decimal {
        /// Digits in all.
        precision: u32,
        /// Digits after the point.
        scale: u32,
    },
    /// 32-bit floating point.
    Float,
    /// 64-bit floating point.
    Double,
    /// True or false.
    Boolean,
    /// Text of exactly so many characters.
    Char(u32),
    /// Text of at most so many characters.
    Varchar(u32),
    /// Text without a limit.
    Text,
    /// A calendar date.
    Date,
    /// A time of day, with microseconds.
    Time,
    /// Date and time, with microseconds, in no time zone.
    DateTime,
    /// Date and time as SQL's `timestamp`, with microseconds.
    Timestamp,
    /// A moment in time, with microseconds.
    TimestampWithTimeZone,
    /// A span of time.
    Interval,
    /// A 128-bit identifier.
    Uuid,
    /// JSON kept as text.
    Json,
    /// JSON kept in the database's own binary form.
    JsonBinary,
    /// Bytes of at most this length.
    Binary(u32),
    /// Bytes without a limit.
    Blob,
    /// PostgreSQL: an array of another type.
    Array(Box<Self>),
    /// A text of those that are listed.
    Enumeration(Enumeration),
    /// A type that the language does not know, as the author spelled it.
    Custom(Sql),
}

impl SqlType {
    /// Whether it is one of the three integer types.
    #[must_use]
    pub const fn is_integer(&self) -> bool {
        matches!(self, Self::SmallInteger | Self::Integer | Self::BigInteger)
    }

    /// Whether its values have a beginning: texts and bytes.
    #[must_use]
    pub const fn has_prefix(&self) -> bool {
        self.is_text() || matches!(self, Self::Binary(_) | Self::Blob | Self::Custom(_))
    }

    /// How many characters or bytes a value has at most, where the type says it.
    #[must_use]
    pub const fn length(&self) -> Option<u32> {
        match self {
            Self::Char(length) | Self::Varchar(length) | Self::Binary(length) => Some(*length),
            _ => None,
        }
    }

    /// Whether its values are dates, with their time or without.
    #[must_use]
    pub const fn is_moment(&self) -> bool {
        matches!(self, Self::Date | Self::DateTime | Self::Timestamp | Self::TimestampWithTimeZone)
    }

    /// Whether its values are moments: dates with their time.
    #[must_use]
    pub const fn has_time_of_day(&self) -> bool {
        matches!(self, Self::DateTime | Self::Timestamp | Self::TimestampWithTimeZone)
    }

    /// The enumeration that its values, or the elements of its arrays, are of.
    #[must_use]
    pub fn enumeration(&self) -> Option<&Enumeration> {
        match self {
            Self::Enumeration(enumeration) => Some(enumeration),
            Self::Array(element) => element.enumeration(),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn enumeration_mut(&mut self) -> Option<&mut Enumeration> {
        match self {
            Self::Enumeration(enumeration) => Some(enumeration),
            Self::Array(element) => element.enumeration_mut(),
            _ => None,
        }
    }

    /// Whether its values are text.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Char(_) | Self::Varchar(_) | Self::Text)
    }
}

impl fmt::Display for ColumnType {
    /// Writes it as the functions of the language are called: `unsigned integer`, `varchar(80)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unsigned {
            f.write_str("unsigned ")?;
        }
        write!(f, "{}", self.sql_type)?;
        match self.collation.as_ref().and_then(|collation| collation.texts().next()) {
            Some(collation) => write!(f, " collated {}", collation.text),
            None => Ok(()),
        }
    }
}

impl fmt::Display for SqlType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Decimal { precision, scale } => return write!(f, "decimal({precision}, {scale})"),
            Self::Char(length) => return write!(f, "char({length})"),
            Self::Varchar(length) => return write!(f, "varchar({length})"),
            Self::Binary(length) => return write!(f, "binary({length})"),
            Self::Array(item) => return write!(f, "array of {item}"),
            Self::Enumeration(Enumeration { name, values }) => {
                let values: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
                return write!(f, "{name} ({})", values.join(", "));
            }
            Self::Custom(sql) => return f.write_str(sql.texts().next().map_or("custom", |text| &text.text)),
            Self::SmallInteger => "small_integer",
            Self::Integer => "integer",
            Self::BigInteger => "big_integer",
            Self::Float => "float",
            Self::Double => "double",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Date => "date",
            Self::Time => "time",
            Self::DateTime => "datetime",
            Self::Timestamp => "timestamp",
            Self::TimestampWithTimeZone => "timestamp_with_time_zone",
            Self::Interval => "interval",
            Self::Uuid => "uuid",
            Self::Json => "json",
            Self::JsonBinary => "json_binary",
            Self::Blob => "blob",
        };
        f.write_str(name)
    }
}
