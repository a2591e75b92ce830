//! The sequences whose numbers an expression takes.

use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::function::{is_default, may_name, replaced};
use super::pieces::{Piece, pieces};
use super::rewrite::{each, edited, spelled};
use super::schema::kept;
use super::walk::Identifier;
use crate::catalog::Sql;
use crate::catalog::name::split;
use crate::dialect::{Dialect, Target};

/// The functions that take a sequence.
pub(super) const FUNCTIONS: [&str; 4] = ["nextval", "currval", "lastval", "setval"];

/// Whether an expression takes a number of this sequence on a database.
#[must_use]
pub fn takes_from(sql: &Sql, name: &str, dialect: Dialect) -> bool {
    let Some(text) = sql.text(dialect).filter(|text| may_name(&text.text, split(name).1)) else { return false };
    pieces(&text.text, dialect).is_ok_and(|pieces| named_in(&pieces, name, dialect).next().is_some())
}

/// The expression after a sequence was renamed.
#[must_use]
pub fn rename_sequence(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        let named = named_in(&pieces, from, dialect);
        let edits = named.filter_map(|piece| match &piece.token {
            Token::SingleQuotedString(written) => {
                let schema = in_text(written).0.map(|schema| spelled(&schema.text, schema.quote, dialect) + ".");
                let name = schema.unwrap_or_default() + &spelled(split(to).1, None, dialect);
                Some((piece.start, piece.start + written.len() + 2, format!("'{name}'")))
            }
            _ => Some(replaced(&piece.identifier()?, piece.start, split(to).1, dialect)),
        });
        edited(text, edits.collect())
    })
}

/// Where a sequence is named: `nextval('s')` on PostgreSQL, `nextval(s)` and `NEXT VALUE FOR s` on MariaDB.
fn named_in<'a>(pieces: &'a [Piece], name: &'a str, dialect: Dialect) -> impl Iterator<Item = &'a Piece> {
    let is_argument = move |at: usize| {
        at >= 2 && pieces[at - 1].token == Token::LParen && FUNCTIONS.iter().any(|function| pieces[at - 2].is(function))
    };
    let follows_for =
        move |at: usize| at >= 3 && pieces[at - 1].is("FOR") && pieces[at - 2].is("VALUE") && !pieces[at - 3].is("AS");
    let means = move |piece: &Piece| match &piece.token {
        Token::SingleQuotedString(text) => {
            let (schema, local) = in_text(text);
            let named = schema.filter(|schema| !is_default(Some(&schema.text), dialect));
            kept(named.map(|schema| schema.folded(dialect)), local.folded(dialect)) == name
        }
        _ => piece.means(name, dialect),
    };
    (0..pieces.len())
        .filter(move |at| (is_argument(*at) || follows_for(*at)) && means(&pieces[*at]))
        .map(|at| &pieces[at])
}

/// MariaDB: `NEXT VALUE FOR s` as the call that it is another word for, `nextval(s)`, with each name at its place.
pub(super) fn as_calls(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut tokens: Vec<TokenWithSpan> =
        tokens.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).collect();
    let is = |token: &TokenWithSpan, word: &str| matches!(&token.token, Token::Word(found) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word));
    let mut at = 0;
    while at + 3 < tokens.len() {
        let function =
            [("NEXT", "nextval"), ("PREVIOUS", "lastval")].into_iter().find(|(word, _)| is(&tokens[at], word));
        if let Some((_, function)) = function.filter(|_| is(&tokens[at + 1], "VALUE") && is(&tokens[at + 2], "FOR")) {
            let is_qualified = tokens.get(at + 4).is_some_and(|token| token.token == Token::Period);
            let end = (at + if is_qualified { 6 } else { 4 }).min(tokens.len());
            tokens.insert(end, TokenWithSpan { token: Token::RParen, span: tokens[end - 1].span });
            tokens[at].token = Token::make_word(function, None);
            tokens[at + 1].token = Token::LParen;
            tokens.remove(at + 2);
        }
        at += 1;
    }
    tokens
}

/// The schema and the name in a text, which PostgreSQL reads as it would read them outside.
pub(super) fn in_text(text: &str) -> (Option<Identifier>, Identifier) {
    let mut between_quotes = false;
    let dot = text.find(|letter| {
        between_quotes ^= letter == '"';
        letter == '.' && !between_quotes
    });
    match dot {
        Some(dot) => (Some(one_in_text(&text[..dot])), one_in_text(&text[dot + 1..])),
        None => (None, one_in_text(text)),
    }
}

fn one_in_text(text: &str) -> Identifier {
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let quote = bare.map(|_| '"');
    Identifier { text: bare.unwrap_or(text).to_owned(), quote, start: (1, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect::{MariaDb, Postgres};
    use crate::sample::{everywhere, sql_on};

    #[test]
    fn sequences_in_expressions() {
        for (dialect, text, renamed) in [
            (Postgres, "nextval('numbers')", Some("nextval('all numbers')")),
            (Postgres, "nextval('Numbers'::regclass) + 1", Some("nextval('all numbers'::regclass) + 1")),
            (Postgres, "nextval('\"Numbers\"')", None),
            (Postgres, "length('numbers')", None),
            (MariaDb, "nextval(numbers)", Some("nextval(`all numbers`)")),
            (MariaDb, "NEXT VALUE FOR `numbers`", Some("NEXT VALUE FOR `all numbers`")),
            (MariaDb, "numbers(1)", None),
        ] {
            let sql = sql_on(&[(dialect, text)]);
            assert_eq!(takes_from(&sql, "numbers", dialect), renamed.is_some(), "{text}");
            let expected = renamed.unwrap_or(text).replace("'all numbers'", "'\"all numbers\"'");
            assert_eq!(rename_sequence(&sql, "numbers", "all numbers", &everywhere()), sql_on(&[(dialect, &expected)]));
        }
    }
}
