//! Where functions are called.

use sqlparser::tokenizer::Token;

use super::{function_head, may_name, replaced};
use crate::catalog::name::split;
use crate::catalog::{Function, Sql, Table};
use crate::dialect::{Dialect, Target};
use crate::expression::pieces::{Piece, pieces};
use crate::expression::rewrite::{each, edited};
use crate::expression::schema;
use crate::expression::trigger::{is_column_of, row_columns};

/// Words after which a name before a parenthesis is not that of a function.
const NO_CALL: [&str; 7] = ["INTO", "TABLE", "VIEW", "INDEX", "KEY", "REFERENCES", "CONSTRAINT"];

/// Where these pieces call a function of this name.
fn calls_in<'a>(pieces: &'a [Piece], name: &'a str, dialect: Dialect) -> impl Iterator<Item = &'a Piece> {
    let is_call = move |at: &usize| {
        // The schema of a name stands before it.
        let begin = if schema::qualifier(pieces, *at).is_some() { at - 2 } else { *at };
        let is_object = begin.checked_sub(1).is_some_and(|before| NO_CALL.iter().any(|word| pieces[before].is(word)));
        schema::means(pieces, *at, name, dialect)
            && pieces.get(at + 1).is_some_and(|next| next.token == Token::LParen)
            && !is_object
    };
    (0..pieces.len()).filter(is_call).map(|at| &pieces[at])
}

/// Whether an expression, a query or the statement of a trigger calls a function of this name on this database.
#[must_use]
pub fn calls(sql: &Sql, name: &str, dialect: Dialect) -> bool {
    let Some(text) = sql.text(dialect).filter(|text| may_name(&text.text, split(name).1)) else { return false };
    pieces(&text.text, dialect).is_ok_and(|pieces| calls_in(&pieces, name, dialect).next().is_some())
}

/// Whether the body of a function calls a function of this name on this database.
#[must_use]
pub fn body_calls(function: &Function, name: &str, dialect: Dialect) -> bool {
    let Some(text) = function.definition.text(dialect).filter(|text| may_name(&text.text, split(name).1)) else {
        return false;
    };
    let Ok(all) = pieces(&text.text, dialect) else { return false };
    let Some(head) = function_head(&all) else { return false };
    let body = &all[head.arguments.end..];
    let in_text = texts(body);
    let text_calls =
        |text: &String| pieces(text, dialect).is_ok_and(|pieces| calls_in(&pieces, name, dialect).next().is_some());
    in_text.into_iter().any(text_calls) || calls_in(body, name, dialect).next().is_some()
}

/// PostgreSQL: whether the body of a function for triggers names a column of the row, as in `NEW.email`.
#[must_use]
pub fn body_names_column(function: &Function, column: &str) -> bool {
    let dialect = Dialect::Postgres;
    let Some(text) = function.definition.text(dialect).filter(|text| may_name(&text.text, column)) else {
        return false;
    };
    let all = pieces(&text.text, dialect).unwrap_or_default();
    texts(&all).any(|text| {
        let inside = pieces(text, dialect).unwrap_or_default();
        row_columns(&inside, 0).into_iter().any(|at| inside[at].means(column, dialect))
    })
}

/// What a function reads to tell the tables apart whose triggers execute it: what it names beside that may be of another.
const TELL_TABLES: [&str; 5] = ["TG_TABLE_NAME", "TG_RELNAME", "TG_RELID", "TG_ARGV", "TG_NAME"];

/// PostgreSQL: a column of the row that the body of a function names, as `NEW.email`, and that a table does not have.
#[must_use]
pub fn unknown_row_column(definition: &Sql, table: &Table) -> Option<String> {
    let dialect = Dialect::Postgres;
    let all = pieces(&definition.text(dialect)?.text, dialect).ok()?;
    texts(&all).find_map(|text| {
        let inside = pieces(text, dialect).ok()?;
        if inside.iter().any(|piece| TELL_TABLES.iter().any(|word| piece.is(word))) {
            return None;
        }
        row_columns(&inside, 0).into_iter().find_map(|at| {
            let name = inside[at].identifier()?;
            let row = inside[at - 2].identifier()?.text;
            (!is_column_of(table, &name, dialect)).then(|| format!("{row}.{}", name.text))
        })
    })
}

/// The bodies that stand as texts after AS.
pub(in crate::expression) fn texts(pieces: &[Piece]) -> impl Iterator<Item = &String> {
    pieces.windows(2).filter(|pair| pair[0].is("AS")).filter_map(|pair| match &pair[1].token {
        Token::DollarQuotedString(quoted) => Some(&quoted.value),
        Token::SingleQuotedString(text) => Some(text),
        _ => None,
    })
}

/// The text after a function that it calls was renamed.
#[must_use]
pub fn rename_calls(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    if !sql.texts().any(|text| may_name(&text.text, split(from).1)) {
        return sql.clone();
    }
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        let called = calls_in(&pieces, from, dialect);
        let edits = called.filter_map(|piece| Some(replaced(&piece.identifier()?, piece.start, split(to).1, dialect)));
        edited(text, edits.collect())
    })
}
