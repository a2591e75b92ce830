//! PostgreSQL: which types the arguments and the result of a function have.

use sqlparser::tokenizer::Token;

use super::{CLAUSES, function_head, may_name, replaced};
use crate::catalog::{Function, Sql};
use crate::dialect::{Dialect, Target};
use crate::expression::pieces::{Piece, pieces};
use crate::expression::rewrite::{each, edited};

/// PostgreSQL: whether an argument or the result of a function has the type of this name: that of an enumeration, or
/// of the rows of a table or view.
#[must_use]
pub fn has_type(function: &Function, name: &str) -> bool {
    let Some(text) = function.definition.text(Dialect::Postgres).filter(|text| may_name(&text.text, name)) else {
        return false;
    };
    pieces(&text.text, Dialect::Postgres).is_ok_and(|pieces| types_in(&pieces, name).next().is_some())
}

/// The function after a type of its arguments or its result was renamed.
#[must_use]
pub fn rename_type(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    if !sql.texts().any(|text| may_name(&text.text, from)) {
        return sql.clone();
    }
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        if dialect != Dialect::Postgres {
            return text.clone();
        }
        let named = types_in(&pieces, from);
        let edits = named.filter_map(|piece| Some(replaced(&piece.identifier()?, piece.start, to, dialect)));
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
        .filter(move |at| pieces[*at].means(name, Dialect::Postgres) && ends(*at))
        .map(|at| &pieces[at])
}
