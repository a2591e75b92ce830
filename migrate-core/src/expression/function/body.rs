//! Which tables and columns the body of a function names for certain, whatever its language.

use sqlparser::tokenizer::Token;

use super::{function_head, may_name, texts};
use crate::catalog::Function;
use crate::catalog::name::split;
use crate::dialect::Dialect;
use crate::expression::pieces::{Piece, pieces};
use crate::expression::schema;

/// Whether the body of a function reads or writes a table or view of this name on this database. Where it may be
/// something else, a variable or a part of another query, it is not said.
#[must_use]
pub fn body_names_relation(function: &Function, name: &str, dialect: Dialect) -> bool {
    bodies(function, name, dialect).iter().any(|body| relations(body, name, dialect).next().is_some())
}

/// Whether the body of a function names a column of such a table for certain: behind the name of the table, or where it
/// writes to it.
#[must_use]
pub fn body_names_column_of(function: &Function, table: &str, column: &str, dialect: Dialect) -> bool {
    let is_column = |body: &[Piece], at: usize| body.get(at).is_some_and(|piece| piece.means(column, dialect));
    bodies(function, table, dialect).iter().any(|body| {
        let places: Vec<usize> = relations(body, table, dialect).collect();
        let behind = |at: &usize| {
            schema::means(body, *at, table, dialect)
                && body.get(at + 1).is_some_and(|next| next.token == Token::Period)
                && is_column(body, at + 2)
        };
        let is_qualified = || !places.is_empty() && (0..body.len()).any(|at| behind(&at));
        is_qualified() || places.iter().any(|at| written(body, *at).into_iter().any(|at| is_column(body, at)))
    })
}

/// The bodies in which a relation may be told by its name: those that make no other of that name.
fn bodies(function: &Function, name: &str, dialect: Dialect) -> Vec<Vec<Piece>> {
    let (_, local) = split(name);
    let read = || {
        let text = function.definition.text(dialect).filter(|text| may_name(&text.text, local))?;
        let mut all = pieces(&text.text, dialect).ok()?;
        if all.iter().any(|piece| piece.is("SEARCH_PATH")) {
            return None;
        }
        let quoted: Vec<Vec<Piece>> = texts(&all).filter_map(|text| pieces(text, dialect).ok()).collect();
        if !quoted.is_empty() {
            return Some(quoted);
        }
        let end = function_head(&all)?.returns.end;
        Some(vec![all.split_off(end)])
    };
    let mut found = read().unwrap_or_default();
    let makes = |body: &[Piece], at: usize| {
        let follows = |words: &[&str]| words.iter().any(|word| at > 0 && body[at - 1].is(word));
        let precedes = |word: &str| body.get(at + 1).is_some_and(|next| next.is(word));
        body[at].means(local, dialect)
            && (follows(&["TABLE", "EXISTS", "WITH", "RECURSIVE", "CURSOR"]) || precedes("AS") && opens(body, at + 2))
    };
    found.retain(|body| !(0..body.len()).any(|at| makes(body, at)));
    found
}

/// Whether a query between parentheses begins at a place, which gets the name before it.
fn opens(body: &[Piece], at: usize) -> bool {
    let is_open = |at: usize| body.get(at).is_some_and(|piece| piece.token == Token::LParen);
    let is_said = body.get(at).is_some_and(|piece| piece.is("MATERIALIZED") || piece.is("NOT"));
    is_open(at) || is_said && (is_open(at + 1) || is_open(at + 2))
}

/// Where a body names a relation of this name, and can mean nothing else.
fn relations<'a>(body: &'a [Piece], name: &'a str, dialect: Dialect) -> impl Iterator<Item = usize> + 'a {
    (0..body.len()).filter(move |at| schema::means(body, *at, name, dialect) && stands_for_relation(body, *at))
}

fn stands_for_relation(body: &[Piece], at: usize) -> bool {
    let begin = if schema::qualifier(body, at).is_some() { at - 2 } else { at };
    let before = |steps: usize, word: &str| begin.checked_sub(steps).is_some_and(|at| body[at].is(word));
    // What stands before a dot is no relation by itself.
    if body.get(at + 1).is_some_and(|next| next.token == Token::Period) {
        return false;
    }
    let sets = || body.iter().skip(at + 1).take(3).any(|piece| piece.is("SET"));
    before(1, "JOIN")
        || before(1, "INTO") && (before(2, "INSERT") || before(2, "REPLACE") || before(2, "MERGE"))
        || before(1, "UPDATE") && sets()
        || before(1, "FROM") && (before(2, "DELETE") || !before(2, "DISTINCT") && is_of_query(body, begin - 1))
}

/// Whether FROM at a place belongs to a query, and not to a function such as `extract(… FROM …)` or to FETCH.
fn is_of_query(body: &[Piece], at: usize) -> bool {
    let mut depth = 0;
    for place in (0..at).rev() {
        match body[place].token {
            Token::RParen => depth += 1,
            Token::LParen if depth == 0 => {
                return body.get(place + 1).is_some_and(|first| first.is("SELECT") || first.is("WITH"));
            }
            Token::LParen => depth -= 1,
            Token::SemiColon if depth == 0 => return true,
            _ if depth == 0 && (body[place].is("SELECT")) => return true,
            _ if depth == 0 && (body[place].is("FETCH") || body[place].is("MOVE")) => return false,
            _ => {}
        }
    }
    false
}

/// The places of the columns that a statement writes to, whose table stands at a place.
fn written(body: &[Piece], at: usize) -> Vec<usize> {
    let begin = if schema::qualifier(body, at).is_some() { at - 2 } else { at };
    let is_after = |word: &str| begin > 0 && body[begin - 1].is(word);
    let is_token = |at: usize, token: &Token| body.get(at).is_some_and(|piece| piece.token == *token);
    if is_after("INTO") && is_token(at + 1, &Token::LParen) {
        let end = |place: &usize| !is_token(*place, &Token::RParen);
        return (at + 2..body.len()).take_while(end).collect();
    }
    if !is_after("UPDATE") {
        return Vec::new();
    }
    let Some(set) = (at + 1..body.len().min(at + 4)).find(|place| body[*place].is("SET")) else { return Vec::new() };
    let ends = |place: &usize| {
        let words = ["WHERE", "FROM", "RETURNING", "END", "LOOP", "THEN"];
        is_token(*place, &Token::SemiColon) || words.iter().any(|word| body[*place].is(word))
    };
    let is_set = |place: &usize| {
        let begins = *place == set + 1 || is_token(place - 1, &Token::Comma);
        begins && is_token(place + 1, &Token::Eq)
    };
    (set + 1..body.len()).take_while(|place| !ends(place)).filter(is_set).collect()
}
