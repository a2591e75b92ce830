//! PostgreSQL: which types the arguments and the result of a function have, and to which types values are cast.

use sqlparser::tokenizer::Token;

use super::{CLAUSES, function_head, may_name, replaced};
use crate::catalog::name::split;
use crate::catalog::{Function, Sql};
use crate::dialect::{Dialect, Target};
use crate::expression::pieces::{Piece, pieces};
use crate::expression::rewrite::{each, edited};
use crate::expression::schema;

/// PostgreSQL: whether an argument or the result of a function has the type of this name: that of an enumeration, or
/// of the rows of a table or view.
#[must_use]
pub fn has_type(function: &Function, name: &str) -> bool {
    let Some(text) = function.definition.text(Dialect::Postgres).filter(|text| may_name(&text.text, split(name).1))
    else {
        return false;
    };
    pieces(&text.text, Dialect::Postgres).is_ok_and(|pieces| types_in(&pieces, name).next().is_some())
}

/// The function after a type of its arguments or its result was renamed.
#[must_use]
pub fn rename_type(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    if !sql.texts().any(|text| may_name(&text.text, split(from).1)) {
        return sql.clone();
    }
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        if dialect != Dialect::Postgres {
            return text.clone();
        }
        let named = types_in(&pieces, from);
        let edits = named.filter_map(|piece| Some(replaced(&piece.identifier()?, piece.start, split(to).1, dialect)));
        edited(text, edits.collect())
    })
}

/// Where the head of a function names a type: at the end of an argument or of the result, and before `%TYPE`.
fn types_in<'a>(pieces: &'a [Piece], name: &'a str) -> impl Iterator<Item = &'a Piece> {
    let head = function_head(pieces);
    let ranges = head.map(|head| (head.arguments.start..head.arguments.end, head.returns));
    let (arguments, returns) = ranges.unwrap_or_default();
    let ends = move |at: usize| match pieces.get(at + 1) {
        None => true,
        Some(next) => {
            let is_sign = matches!(
                next.token,
                Token::Comma | Token::RParen | Token::LBracket | Token::Eq | Token::Period | Token::Mod
            );
            is_sign || next.is("DEFAULT") || next.is("ARRAY") || CLAUSES.iter().any(|clause| next.is(clause))
        }
    };
    arguments
        .chain(returns)
        .filter(move |at| schema::means(pieces, *at, name, Dialect::Postgres) && ends(*at))
        .map(|at| &pieces[at])
}

/// PostgreSQL: whether an expression, a query or the statement of a trigger casts a value to the type of this name.
#[must_use]
pub fn casts_to(sql: &Sql, name: &str) -> bool {
    let Some(text) = sql.text(Dialect::Postgres).filter(|text| may_name(&text.text, split(name).1)) else {
        return false;
    };
    pieces(&text.text, Dialect::Postgres).is_ok_and(|pieces| casts_in(&pieces, name).next().is_some())
}

/// The SQL after a type to which it casts a value was renamed, in its schema.
#[must_use]
pub fn rename_casts(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        if dialect != Dialect::Postgres {
            return text.clone();
        }
        let named = casts_in(&pieces, from);
        let edits = named.filter_map(|piece| Some(replaced(&piece.identifier()?, piece.start, split(to).1, dialect)));
        edited(text, edits.collect())
    })
}

/// Where a value is cast to a type: after `::`, and in `CAST(… AS …)`.
fn casts_in<'a>(pieces: &'a [Piece], name: &'a str) -> impl Iterator<Item = &'a Piece> {
    let is_cast = |at: usize| {
        let begin = if schema::qualifier(pieces, at).is_some() { at - 2 } else { at };
        let Some(before) = begin.checked_sub(1) else { return false };
        pieces[before].token == Token::DoubleColon || pieces[before].is("AS") && is_in_cast(pieces, before)
    };
    (0..pieces.len())
        .filter(move |at| schema::means(pieces, *at, name, Dialect::Postgres) && is_cast(*at))
        .map(|at| &pieces[at])
}

/// Whether the parenthesis around a place is that of a CAST.
fn is_in_cast(pieces: &[Piece], at: usize) -> bool {
    let mut depth = 0;
    for place in (0..at).rev() {
        match pieces[place].token {
            Token::RParen => depth += 1,
            Token::LParen if depth == 0 => return place > 0 && pieces[place - 1].is("CAST"),
            Token::LParen => depth -= 1,
            _ => {}
        }
    }
    false
}
