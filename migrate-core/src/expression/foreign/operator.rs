//! Operators of one database that another one does not have, and forms with words of their own.

use sqlparser::ast::{BinaryOperator, CastKind, DataType, Expr, JoinOperator, UnaryOperator, Value};

use crate::dialect::{Dialect, Target, Version};

use Dialect::{MariaDb, MySql, Postgres, Sqlite};

/// An operator, or a form with words of its own, that not every database has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// What it is, in words.
    pub what: String,
    /// The databases that have it.
    pub databases: &'static [Dialect],
    /// The version since when one of them has it.
    pub since: Option<(Dialect, Version)>,
    /// What every database has in its place.
    pub instead: Option<&'static str>,
    /// What MySQL and MariaDB have in its place.
    pub in_mysql: Option<&'static str>,
}

const POSTGRES: &[Dialect] = &[Postgres];
const SQLITE: &[Dialect] = &[Sqlite];
const SERVERS: &[Dialect] = &[Postgres, MySql, MariaDb];
const MYSQL_FAMILY: &[Dialect] = &[MySql, MariaDb];
const NOT_MARIADB: &[Dialect] = &[Postgres, MySql, Sqlite];
const NOT_MYSQL: &[Dialect] = &[Postgres, MariaDb, Sqlite];
const NOT_POSTGRES: &[Dialect] = &[MySql, MariaDb, Sqlite];
const NOT_MYSQL_FAMILY: &[Dialect] = &[Postgres, Sqlite];

impl Operator {
    /// What an expression is, its parts apart. Nothing where every database has it.
    pub fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::BinaryOp { op, right, .. } => Self::binary(op, right),
            Expr::UnaryOp { op, .. } => Self::unary(*op),
            Expr::RLike { .. } => Some(Self::sign("REGEXP", MYSQL_FAMILY)),
            Expr::ILike { .. } => Some(Self::sign("ILIKE", POSTGRES).instead("lower(…) LIKE lower(…)")),
            Expr::SimilarTo { .. } => Some(Self::sign("SIMILAR TO", POSTGRES)),
            Expr::Like { any: true, .. } => Some(Self::sign("LIKE ANY", POSTGRES)),
            Expr::AtTimeZone { .. } => Some(Self::sign("AT TIME ZONE", POSTGRES)),
            Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) => {
                let operator = Self::sign("IS DISTINCT FROM", NOT_MYSQL_FAMILY);
                Some(operator.since(Sqlite, Version::new(3, 39, 0)))
            }
            Expr::IsUnknown(_) | Expr::IsNotUnknown(_) => Some(Self::sign("IS UNKNOWN", SERVERS)),
            Expr::IsJson { .. } => Some(Self::sign("IS JSON", POSTGRES).since(Postgres, Version::new(16, 0, 0))),
            Expr::IsNormalized { .. } => {
                Some(Self::sign("IS NORMALIZED", POSTGRES).since(Postgres, Version::new(13, 0, 0)))
            }
            Expr::AnyOp { right, .. } => Some(Self::sign("ANY", quantified(right))),
            Expr::AllOp { right, .. } => Some(Self::sign("ALL", quantified(right))),
            Expr::Array(_) => Some(Self::form("ARRAY[…]", POSTGRES)),
            Expr::CompoundFieldAccess { .. } => Some(Self::form("[…]", POSTGRES)),
            Expr::Interval(interval) => Some(Self::interval(&interval.value)),
            Expr::TypedString(typed) => Some(Self::typed(&typed.data_type.to_string())),
            Expr::Position { .. } => Some(Self::form("POSITION(… IN …)", SERVERS)),
            Expr::Extract { field, .. } => Some(Self::extract(&field.to_string())),
            Expr::Collate { collation, .. } => Some(Self::collation(&collation.to_string())),
            Expr::Overlay { .. } => Some(Self::form("OVERLAY(…)", POSTGRES)),
            Expr::Convert { .. } => Some(Self::form("CONVERT(…)", MYSQL_FAMILY)),
            Expr::Prefixed { prefix, .. } => Some(Self::form(&format!("{}'…'", prefix.value), MYSQL_FAMILY)),
            Expr::Substring { special: false, .. } => {
                Some(Self::form("SUBSTRING(… FROM …)", SERVERS).instead("substr(…, …)"))
            }
            Expr::Ceil { .. } => Some(Self::form("CEIL(…)", SERVERS)),
            Expr::Floor { .. } => Some(Self::form("FLOOR(…)", SERVERS)),
            Expr::Trim { trim_characters: Some(_), .. } => Some(Self::form("TRIM(…, …)", NOT_MYSQL_FAMILY)),
            Expr::Trim { trim_where, trim_what, .. } if trim_where.is_some() || trim_what.is_some() => {
                Some(Self::form("TRIM(… FROM …)", SERVERS))
            }
            Expr::Cast { kind: CastKind::DoubleColon, .. } => Some(Self::sign("::", POSTGRES).instead("CAST(… AS …)")),
            Expr::Cast { kind: CastKind::Cast, data_type, .. } => Self::cast(data_type),
            _ => None,
        }
    }

    /// What a function does with so many arguments, where not every database that has it does.
    pub fn of_call(name: &str, arguments: usize) -> Option<Self> {
        let databases = match name {
            "max" | "min" if arguments > 1 => SQLITE,
            "ltrim" | "rtrim" if arguments > 1 => NOT_MYSQL_FAMILY,
            "date" | "time" if arguments > 1 => SQLITE,
            "lpad" | "rpad" if arguments == 2 => &[Postgres, MariaDb],
            _ => return None,
        };
        Some(Self::form(&format!("{}(…, …)", name.to_uppercase()), databases))
    }

    /// A join that not every database has.
    pub fn of_join(join: &JoinOperator) -> Option<Self> {
        let since = |operator: Self| operator.since(Sqlite, Version::new(3, 39, 0));
        match join {
            JoinOperator::Right(_) | JoinOperator::RightOuter(_) => {
                Some(since(Self::form("RIGHT JOIN", &Dialect::ALL)))
            }
            // MySQL reads the word as what the table before it is called.
            JoinOperator::FullOuter(_) => Some(since(Self::form("FULL JOIN", NOT_MYSQL_FAMILY))),
            JoinOperator::StraightJoin(_) => Some(Self::form("STRAIGHT_JOIN", MYSQL_FAMILY)),
            _ => None,
        }
    }

    /// A query after FROM that sees the tables before it.
    pub fn lateral() -> Self {
        Self::form("LATERAL", &[Postgres, MySql]).since(MySql, Version::new(8, 0, 14))
    }

    /// The rows that an aggregate counts.
    pub fn filter() -> Self {
        Self::form("FILTER (WHERE …)", NOT_MYSQL_FAMILY)
    }

    /// Where NULL stands in an order.
    pub fn nulls() -> Self {
        Self::form("NULLS FIRST` or `NULLS LAST", NOT_MYSQL_FAMILY)
    }

    /// `DISTINCT ON`.
    pub fn distinct_on() -> Self {
        Self::form("DISTINCT ON", POSTGRES)
    }

    /// `INTERSECT` or `EXCEPT`.
    pub fn set(sign: &str) -> Self {
        Self::form(sign, &Dialect::ALL).since(MySql, Version::new(8, 0, 31))
    }

    /// `==`.
    pub fn double_equals() -> Self {
        Self::sign("==", SQLITE).instead("=")
    }

    fn binary(operator: &BinaryOperator, right: &Expr) -> Option<Self> {
        use BinaryOperator as Op;
        let sign = || operator.to_string();
        let databases = match operator {
            Op::Plus | Op::Minus | Op::Multiply | Op::Divide | Op::Modulo | Op::StringConcat => return None,
            Op::Gt | Op::Lt | Op::GtEq | Op::LtEq | Op::Eq | Op::NotEq | Op::And | Op::Or => return None,
            Op::BitwiseOr | Op::BitwiseAnd | Op::PGBitwiseShiftLeft | Op::PGBitwiseShiftRight => return None,
            Op::BitwiseXor | Op::PGExp => SERVERS,
            Op::Xor | Op::MyIntegerDivide => MYSQL_FAMILY,
            // Extensions of PostgreSQL compare by it too.
            Op::Spaceship => SERVERS,
            // The grammar of SQLite has these, and SQLite no function behind them.
            Op::Regexp | Op::Match => &[],
            Op::Glob | Op::Is | Op::IsNot => SQLITE,
            Op::Arrow => return Some(Self::member(&sign(), "JSON_EXTRACT(…, '$.…')", right)),
            Op::LongArrow => return Some(Self::member(&sign(), "JSON_UNQUOTE(JSON_EXTRACT(…, '$.…'))", right)),
            _ => POSTGRES,
        };
        let instead = match operator {
            Op::PGLikeMatch => Some("LIKE"),
            Op::PGNotLikeMatch => Some("NOT LIKE"),
            _ => None,
        };
        Some(Self { instead, ..Self::sign(&sign(), databases) })
    }

    /// What takes a value out of JSON: MySQL by its path, PostgreSQL by its key, SQLite by both.
    fn member(sign: &str, in_mysql: &'static str, right: &Expr) -> Self {
        let operator = if is_path(right) {
            Self::sign(sign, NOT_MARIADB)
        } else {
            Self { what: format!("operator `{sign}` with the name of a key"), ..Self::sign(sign, NOT_MYSQL_FAMILY) }
        };
        Self { in_mysql: Some(in_mysql), ..operator.since(Sqlite, Version::new(3, 38, 0)) }
    }

    fn unary(operator: UnaryOperator) -> Option<Self> {
        match operator {
            UnaryOperator::Plus | UnaryOperator::Minus | UnaryOperator::Not | UnaryOperator::BitwiseNot => None,
            UnaryOperator::BangNot => Some(Self::sign("!", MYSQL_FAMILY).instead("NOT")),
            UnaryOperator::PGAbs => Some(Self::sign("@", POSTGRES).instead("abs(…)")),
            other => Some(Self::sign(&other.to_string(), POSTGRES)),
        }
    }

    /// PostgreSQL wants a text where MySQL takes an expression.
    fn interval(length: &Expr) -> Self {
        let is_text = matches!(length, Expr::Value(value) if matches!(value.value, Value::SingleQuotedString(_)));
        Self::form(if is_text { "INTERVAL '…'" } else { "INTERVAL …" }, if is_text { SERVERS } else { MYSQL_FAMILY })
    }

    /// A text behind the name of its type, or to MySQL behind its character set.
    fn typed(name: &str) -> Self {
        if ["_utf8mb4", "_utf8", "_latin1", "_ascii", "_binary"].contains(&name.to_lowercase().as_str()) {
            return Self::form(&format!("{name}'…'"), MYSQL_FAMILY);
        }
        let is_of_all = ["date", "time", "timestamp"].contains(&name.to_lowercase().as_str());
        Self::form(&format!("{name} '…'"), if is_of_all { SERVERS } else { POSTGRES })
    }

    /// A part of a moment, by its name.
    fn extract(field: &str) -> Self {
        let databases = match field.to_lowercase().as_str() {
            "microsecond" | "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year" => SERVERS,
            _ => POSTGRES,
        };
        Self::form(&format!("EXTRACT({field} FROM …)"), databases)
    }

    /// A collation, by its name.
    fn collation(name: &str) -> Self {
        let bare = name.trim_matches(['"', '`']).to_lowercase();
        let is_mysql = ["utf8", "latin", "ascii_", "uca1400_"].iter().any(|beginning| bare.starts_with(beginning));
        let databases = match bare.as_str() {
            "binary" => NOT_POSTGRES,
            "nocase" | "rtrim" => SQLITE,
            _ if is_mysql => MYSQL_FAMILY,
            _ => POSTGRES,
        };
        Self { what: format!("collation `{bare}`"), ..Self::form(&bare, databases) }
    }

    /// A conversion to a type that not every database converts to, though it may have columns of it. SQLite takes any word.
    fn cast(to: &DataType) -> Option<Self> {
        let written = to.to_string().to_uppercase();
        let name = written.split('(').next().unwrap_or_default().trim();
        let since = |version| (MySql, version);
        let (databases, since): (&'static [Dialect], _) = match name {
            "CHAR" | "CHARACTER" | "NCHAR" | "DATE" | "TIME" | "DECIMAL" | "DEC" => return None,
            "FLOAT" if written.contains('(') => (NOT_MARIADB, Some(since(Version::new(8, 0, 17)))),
            "FLOAT" => (&Dialect::ALL, Some(since(Version::new(8, 0, 17)))),
            "REAL" | "DOUBLE PRECISION" => (NOT_MARIADB, Some(since(Version::new(8, 0, 17)))),
            "JSON" => (NOT_MARIADB, None),
            "DOUBLE" => (NOT_POSTGRES, Some(since(Version::new(8, 0, 17)))),
            "BINARY" | "DATETIME" | "SIGNED" | "SIGNED INTEGER" | "UNSIGNED" | "UNSIGNED INTEGER" => {
                (NOT_POSTGRES, None)
            }
            "YEAR" => (&[MySql, Sqlite], Some(since(Version::new(8, 0, 22)))),
            "INTEGER" | "INT" => (NOT_MYSQL, None),
            "UUID" => (NOT_MYSQL, Some((MariaDb, Version::new(10, 7, 0)))),
            "INET6" => (&[MariaDb, Sqlite], None),
            "INET4" => (&[MariaDb, Sqlite], Some((MariaDb, Version::new(10, 10, 0)))),
            "VARCHAR" if written.contains('(') => (NOT_MYSQL, None),
            "BLOB" | "TINYINT" | "MEDIUMINT" | "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" | "VARBINARY" | "NVARCHAR"
            | "STRING" | "CLOB" => (SQLITE, None),
            "POINT" | "POLYGON" => (NOT_MARIADB, Some(since(Version::new(8, 0, 24)))),
            _ => (NOT_MYSQL_FAMILY, None),
        };
        Some(Self { since, ..Self::form(&format!("CAST(… AS {name})"), databases) })
    }

    fn sign(sign: &str, databases: &'static [Dialect]) -> Self {
        Self { what: format!("operator `{sign}`"), ..Self::form(sign, databases) }
    }

    fn form(form: &str, databases: &'static [Dialect]) -> Self {
        Self { what: format!("`{form}`"), databases, since: None, instead: None, in_mysql: None }
    }

    fn since(self, dialect: Dialect, version: Version) -> Self {
        Self { since: Some((dialect, version)), ..self }
    }

    fn instead(self, instead: &'static str) -> Self {
        Self { instead: Some(instead), ..self }
    }

    /// Whether every version of a database has it that the project allows.
    pub fn is_had_by(&self, target: Target) -> bool {
        let is_new = |(dialect, version)| dialect == target.dialect && target.minimum_version < version;
        self.databases.contains(&target.dialect) && !self.since.is_some_and(is_new)
    }
}

/// Whether what follows `->` is a path. The grammar takes what MySQL reads after it, as `+ 1`, for a part of it.
fn is_path(right: &Expr) -> bool {
    match right {
        Expr::BinaryOp { left, .. } => is_path(left),
        Expr::Collate { expr, .. } => is_path(expr),
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) | Value::DoubleQuotedString(text) => text.starts_with('$'),
            _ => false,
        },
        _ => false,
    }
}

/// Only PostgreSQL compares with each element of an array; SQLite with no row of a query either.
const fn quantified(right: &Expr) -> &'static [Dialect] {
    if matches!(right, Expr::Subquery(_)) { SERVERS } else { POSTGRES }
}
