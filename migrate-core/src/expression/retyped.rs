//! PostgreSQL: whether an expression means the same after a column in it got another type. It is read again then, and what
//! has no function or operator for the new type fails; a cast to the type that the column now has is forgotten.

use sqlparser::tokenizer::Token;

use super::pieces::{Piece, pieces};
use super::walk_text;
use crate::catalog::{Sql, SqlType};
use crate::dialect::Dialect;

/// Whether PostgreSQL finds the functions and operators of an expression for both types of a column.
#[must_use]
pub fn follows_type(sql: &Sql, column: &str, old: &SqlType, new: &SqlType) -> bool {
    let Some(text) = sql.text(Dialect::Postgres) else { return true };
    let (Ok(found), Ok(pieces)) = (walk_text(text, Dialect::Postgres), pieces(&text.text, Dialect::Postgres)) else {
        return false;
    };
    let calls_only = |more: &[&str]| {
        found.functions.iter().all(|function| OF_NUMBERS.iter().chain(more).any(|known| *known == function.name))
    };
    let has_none = |signs: &[Token]| !pieces.iter().any(|piece| signs.contains(&piece.token));
    asks_only_for_null(&pieces, column)
        || match kinship(old, new) {
            Kinship::Same => true,
            Kinship::Integers => calls_only(&[]),
            Kinship::Exact => calls_only(&[]) && has_none(&OF_BITS),
            Kinship::Numbers => calls_only(&[]) && has_none(&OF_BITS) && has_none(&[Token::Mod]),
            Kinship::Texts => calls_only(&OF_TEXTS),
            Kinship::None => false,
        }
}

/// Whether two types have their functions and operators in common.
#[must_use]
pub fn is_kin(old: &SqlType, new: &SqlType) -> bool {
    kinship(old, new) != Kinship::None
}

/// What two types have in common.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinship {
    /// Everything.
    Same,
    Integers,
    /// Numbers without a binary fraction.
    Exact,
    Numbers,
    Texts,
    None,
}

fn kinship(old: &SqlType, new: &SqlType) -> Kinship {
    let is_exact = |it: &SqlType| it.is_integer() || matches!(it, SqlType::Decimal { .. });
    let is_number = |it: &SqlType| is_exact(it) || matches!(it, SqlType::Float | SqlType::Double);
    let both = |holds: &dyn Fn(&SqlType) -> bool| holds(old) && holds(new);
    match (old, new) {
        (SqlType::Varchar(_), SqlType::Varchar(_))
        | (SqlType::Char(_), SqlType::Char(_))
        // What takes the one takes the other: a function of an author's wants a `text`.
        | (SqlType::Varchar(_), SqlType::Text)
        | (SqlType::Text, SqlType::Varchar(_))
        | (SqlType::Decimal { .. }, SqlType::Decimal { .. })
        | (SqlType::Binary(_) | SqlType::Blob, SqlType::Binary(_) | SqlType::Blob)
        | (SqlType::DateTime | SqlType::Timestamp, SqlType::DateTime | SqlType::Timestamp) => Kinship::Same,
        (old, new) if old == new => Kinship::Same,
        // What a type of the author's own has is not known.
        (SqlType::Custom(_), _) | (_, SqlType::Custom(_)) => Kinship::Same,
        _ if both(&SqlType::is_integer) => Kinship::Integers,
        _ if both(&is_exact) => Kinship::Exact,
        _ if both(&is_number) => Kinship::Numbers,
        _ if both(&SqlType::is_text) => Kinship::Texts,
        _ => Kinship::None,
    }
}

/// What takes every kind of number, as `mod` and `round` do not, or no number at all.
const OF_NUMBERS: [&str; 17] = [
    "abs",
    "btrim",
    "char_length",
    "character_length",
    "coalesce",
    "concat",
    "greatest",
    "least",
    "length",
    "lower",
    "ltrim",
    "md5",
    "nullif",
    "octet_length",
    "replace",
    "rtrim",
    "upper",
];

/// What takes texts beside those, and integers with them.
const OF_TEXTS: [&str; 4] = ["left", "right", "substr", "substring"];

/// What only integers have.
const OF_BITS: [Token; 6] =
    [Token::Ampersand, Token::Pipe, Token::Sharp, Token::Tilde, Token::ShiftLeft, Token::ShiftRight];

/// Whether a column stands nowhere but in `column IS NULL` and `column IS NOT NULL`.
fn asks_only_for_null(pieces: &[Piece], column: &str) -> bool {
    let is = |at: usize, word: &str| pieces.get(at).is_some_and(|piece| piece.is(word));
    let is_asked = |at: usize| is(at + 1, "IS") && (is(at + 2, "NULL") || is(at + 2, "NOT") && is(at + 3, "NULL"));
    let is_alone = |at: usize| {
        at.checked_sub(1).is_none_or(|before| {
            pieces[before].token == Token::LParen || ["AND", "OR", "NOT"].iter().any(|word| is(before, word))
        })
    };
    let named = (0..pieces.len()).filter(|at| pieces[*at].means(column, Dialect::Postgres));
    named.into_iter().all(|at| is_asked(at) && is_alone(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::sql;

    #[test]
    fn expressions_that_follow_a_type() {
        let decimal = || SqlType::Decimal { precision: 10, scale: 2 };
        for (text, old, new, follows) in [
            ("c > 0 AND c < 10", SqlType::Integer, decimal(), true),
            ("c > 0", SqlType::Integer, SqlType::Text, false),
            ("c > 0", SqlType::Integer, SqlType::Boolean, false),
            ("c & 1 = 1", SqlType::Integer, SqlType::BigInteger, true),
            ("c & 1 = 1", SqlType::Integer, decimal(), false),
            ("c % 2 = 1", SqlType::Integer, decimal(), true),
            ("c % 2 = 1", decimal(), SqlType::Double, false),
            ("repeat('x', c) <> ''", SqlType::Integer, SqlType::BigInteger, false),
            ("abs(c::bigint) > 1", SqlType::Integer, SqlType::BigInteger, true),
            ("lower(c::text)", SqlType::Varchar(20), SqlType::Text, true),
            ("lower(c::text)", SqlType::Integer, SqlType::Text, false),
            ("shout(c)", SqlType::Varchar(20), SqlType::Text, true),
            ("shout(c)", SqlType::Char(20), SqlType::Text, false),
            ("shout(c)", SqlType::Varchar(20), SqlType::Varchar(40), true),
            ("date(c)", SqlType::DateTime, SqlType::Date, false),
            ("date(c)", SqlType::DateTime, SqlType::Timestamp, true),
            ("c IS NOT NULL AND (d > 0 OR c IS NULL)", SqlType::Integer, SqlType::Text, true),
            ("d + c IS NOT NULL", SqlType::Integer, SqlType::Text, false),
            ("c IS TRUE", SqlType::Boolean, SqlType::Text, false),
        ] {
            assert_eq!(follows_type(&sql(text), "c", &old, &new), follows, "{text}: {old:?} to {new:?}");
            assert_eq!(follows_type(&sql(text), "c", &new, &old), follows, "{text}: {new:?} to {old:?}");
        }
    }
}
