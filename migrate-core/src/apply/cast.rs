//! Which conversions PostgreSQL does by itself when the type of a column changes.

use crate::catalog::{ColumnType, SqlType};

/// Whether PostgreSQL has an assignment cast from one type to the other, so that `ALTER COLUMN …
/// TYPE` needs no USING (PostgreSQL manual, "CREATE CAST", and `pg_cast`).
#[must_use]
pub fn has_cast(from: &ColumnType, to: &ColumnType) -> bool {
    let (from, to) = (&from.sql_type, &to.sql_type);
    if from == to {
        return true;
    }
    match (from, to) {
        // Every type can be assigned to a text; whether a type of the author's can is not known.
        (SqlType::Custom(_), _) | (_, SqlType::Custom(_)) => false,
        (_, to) if to.is_text() => true,
        (SqlType::Array(from), SqlType::Array(to)) => has_cast(&(**from).clone().into(), &(**to).clone().into()),
        (from, to) => same_family(from, to),
    }
}

fn same_family(from: &SqlType, to: &SqlType) -> bool {
    let number =
        |it: &SqlType| it.is_integer() || matches!(it, SqlType::Decimal { .. } | SqlType::Float | SqlType::Double);
    let moment = SqlType::is_moment;
    let json = |it: &SqlType| matches!(it, SqlType::Json | SqlType::JsonBinary);
    let bytes = |it: &SqlType| matches!(it, SqlType::Binary(_) | SqlType::Blob);
    let both = |belongs: &dyn Fn(&SqlType) -> bool| belongs(from) && belongs(to);
    both(&number)
        || both(&moment)
        || both(&json)
        || both(&bytes)
        || matches!(to, SqlType::Time) && moment(from) && *from != SqlType::Date
        || matches!((from, to), (SqlType::Time, SqlType::Interval) | (SqlType::Interval, SqlType::Time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgres_converts_by_itself() {
        for (from, to, expected) in [
            (SqlType::Integer, SqlType::Text, true),
            (SqlType::Text, SqlType::Integer, false),
            (SqlType::BigInteger, SqlType::Integer, true),
            (SqlType::Boolean, SqlType::Integer, false),
            (SqlType::Integer, SqlType::Boolean, false),
            (SqlType::Date, SqlType::Timestamp, true),
            (SqlType::Timestamp, SqlType::Date, true),
            (SqlType::Date, SqlType::Time, false),
            (SqlType::Varchar(9), SqlType::Json, false),
            (SqlType::Json, SqlType::JsonBinary, true),
            (SqlType::Uuid, SqlType::Varchar(36), true),
            (SqlType::Array(Box::new(SqlType::Integer)), SqlType::Array(Box::new(SqlType::BigInteger)), true),
            (SqlType::Array(Box::new(SqlType::Text)), SqlType::Array(Box::new(SqlType::Integer)), false),
        ] {
            assert_eq!(has_cast(&from.clone().into(), &to.clone().into()), expected, "{from} to {to}");
        }
    }
}
