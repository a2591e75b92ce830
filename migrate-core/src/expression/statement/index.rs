//! Raw SQL that creates an index.

use sqlparser::tokenizer::Token;

use super::{held_object, parts};
use crate::catalog::{Catalog, Index, Sql, Table};
use crate::dialect::{Dialect, Target};
use crate::expression::{self, Role};
use crate::location::Location;

/// The statement for an index of something that the model holds, if the language can say all of it on every target.
pub(super) fn created(
    tokens: &[Token],
    words: &[String],
    before: &Catalog,
    (own, targets): (Dialect, &[Target]),
) -> Option<&'static str> {
    let on = words.iter().position(|word| word == "ON")?;
    let mut head = words[1..on].iter().map(String::as_str).filter(|word| !matches!(*word, "OR" | "REPLACE" | "UNIQUE"));
    if head.next() != Some("INDEX") || words.get(on + 1).is_some_and(|word| word == "ONLY") {
        return None;
    }
    let (table, after) = held_object(tokens, words, on + 1, before)?;
    let held = before.tables.keys().chain(before.views.keys()).find(|held| held.eq_ignore_ascii_case(&table))?;
    let table = before.indexed(held)?;
    let open = after + tokens[after..].iter().position(|token| *token == Token::LParen)?;
    let close = closing(tokens, open)?;
    let mut needs = Needs { method: method(words).map(str::to_lowercase), ..Needs::default() };
    for part in parts(&tokens[..close], open + 1) {
        if is_expression(&tokens[part.clone()], &words[part.clone()])? {
            needs.expressions.push(text(&tokens[part]));
        }
    }
    needs.read_rest(tokens, words, close + 1)?;
    let is_met = |target: &Target| {
        needs.are_met(target.dialect, own) && (target.dialect == own || needs.are_understood(table, before, *target))
    };
    targets.iter().all(is_met).then_some("create_index")
}

/// What an index needs of a database besides an order of columns.
#[derive(Default)]
struct Needs {
    method: Option<String>,
    expressions: Vec<String>,
    predicate: Option<String>,
    include: bool,
    nulls_not_distinct: bool,
}

impl Needs {
    /// Reads what follows the keys. Nothing where the language cannot say it.
    fn read_rest(&mut self, tokens: &[Token], words: &[String], mut at: usize) -> Option<()> {
        while at < tokens.len() {
            let rest: Vec<&str> = words[at..].iter().map(String::as_str).collect();
            at = match rest.as_slice() {
                ["INCLUDE", ..] => {
                    self.include = true;
                    closing(tokens, at + 1)? + 1
                }
                ["NULLS", "NOT", "DISTINCT", ..] => {
                    self.nulls_not_distinct = true;
                    at + 3
                }
                ["NULLS", "DISTINCT", ..] | ["USING", _, ..] => at + 2,
                ["WHERE", ..] => {
                    self.predicate = Some(text(&tokens[at + 1..]));
                    tokens.len()
                }
                // How it is built is up to the language.
                ["ALGORITHM" | "LOCK", ..] => at + 2 + usize::from(tokens.get(at + 1) == Some(&Token::Eq)),
                _ if tokens[at] == Token::SemiColon => at + 1,
                _ => return None,
            };
        }
        Some(())
    }

    fn are_met(&self, dialect: Dialect, own: Dialect) -> bool {
        let has_method = |method: &str| match dialect {
            Dialect::Postgres => true,
            Dialect::MySql | Dialect::MariaDb if own == Dialect::Postgres => Index::is_served_by_btree(method),
            Dialect::MySql | Dialect::MariaDb => method == "btree",
            Dialect::Sqlite => false,
        };
        self.method.as_deref().is_none_or(has_method)
            && (self.expressions.is_empty() || dialect != Dialect::MariaDb)
            && !(self.predicate.is_some() && dialect.is_mysql_family())
            && !(self.include && dialect != Dialect::Postgres)
            && !(self.nulls_not_distinct && dialect == Dialect::MariaDb)
    }

    /// Whether another database understands what was written for one.
    fn are_understood(&self, table: &Table, before: &Catalog, target: Target) -> bool {
        let is_understood = |(text, role): (&String, Role)| {
            let sql = Sql::everywhere(text.as_str(), Location::UNKNOWN);
            expression::check(&sql, role, table, &[target], Location::UNKNOWN).is_empty()
                && expression::check_availability(&sql, before, &[target]).is_none()
        };
        let expressions = self.expressions.iter().map(|text| (text, Role::Index));
        expressions.chain(self.predicate.iter().map(|text| (text, Role::Predicate))).all(is_understood)
    }
}

fn text(tokens: &[Token]) -> String {
    tokens.iter().filter(|token| **token != Token::SemiColon).map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn method(words: &[String]) -> Option<&str> {
    words.windows(2).find(|pair| pair[0] == "USING").map(|pair| pair[1].as_str())
}

/// Whether a key is an expression and not a column. Nothing where the language cannot say it: a collation of its own, or
/// an operator class with parameters.
fn is_expression(tokens: &[Token], words: &[String]) -> Option<bool> {
    let (mut shape, mut at) = (String::new(), 0);
    while at < tokens.len() {
        match &tokens[at] {
            Token::LParen => {
                shape.push('(');
                at = closing(tokens, at)?;
            }
            Token::Word(_) if words[at] == "COLLATE" => return None,
            Token::Word(_) if matches!(words[at].as_str(), "ASC" | "DESC" | "NULLS" | "FIRST" | "LAST") => {}
            Token::Word(_) => shape.push('w'),
            _ => shape.push('.'),
        }
        at += 1;
    }
    match shape.as_str() {
        "w" | "ww" => Some(false),
        // The first characters of a column, or a function.
        "w(" => Some(!matches!(tokens[2], Token::Number(..))),
        "ww(" => None,
        _ => Some(true),
    }
}

/// The place of the parenthesis that closes the one at `open`.
fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_i32;
    tokens.iter().enumerate().skip(open).find_map(|(at, token)| {
        depth += i32::from(*token == Token::LParen) - i32::from(*token == Token::RParen);
        (depth == 0).then_some(at)
    })
}
