//! The statement that creates a function: its name and its arguments, and what it is called in other texts.

mod body;
mod call;
mod type_use;

use std::ops::Range;

use sqlparser::tokenizer::Token;

use super::declared::not_asked;
use super::extent::{Extent, extent};
use super::pieces::{Head, Piece, as_sql, group, head, in_one_spelling, of_statement, pieces};
use super::rewrite::{each, edited, length, respelled};
use super::schema::kept;
use super::walk::Identifier;
use super::{Role, missing, read_in_two_ways};
use crate::catalog::name::split;
use crate::catalog::{Function, Name, Sql, SqlText};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::refusal::Refusal;

pub use body::{body_names_column_of, body_names_relation};
pub(super) use call::texts;
pub use call::{body_calls, body_names_column, calls, rename_calls, unknown_row_column};
pub use type_use::{casts_to, has_type, rename_casts, rename_type};

/// The head of a function: its name, its arguments and what it returns.
struct FunctionHead {
    head: Head,
    arguments: Range<usize>,
    returns: Range<usize>,
}

/// The function that a statement creates, and whether it may replace another; nothing if it creates none.
pub(super) fn created(text: &SqlText, dialect: Dialect) -> Option<(String, bool)> {
    let pieces = pieces(&text.text, dialect).ok()?;
    let FunctionHead { head, .. } = function_head(&pieces)?;
    Some((held_name(head.schema.as_ref(), &head.name, dialect), head.or_replace.is_some()))
}

/// Whether the schema in front of a name is the one of the model.
pub(super) fn is_default(schema: Option<&str>, dialect: Dialect) -> bool {
    let default = match dialect {
        Dialect::Postgres => "public",
        Dialect::Sqlite => "main",
        Dialect::MySql | Dialect::MariaDb => return schema.is_none(),
    };
    schema.is_none_or(|schema| schema.eq_ignore_ascii_case(default))
}

/// What follows the type that a function returns.
const CLAUSES: [&str; 20] = [
    "LANGUAGE",
    "TRANSFORM",
    "WINDOW",
    "IMMUTABLE",
    "STABLE",
    "VOLATILE",
    "LEAKPROOF",
    "NOT",
    "CALLED",
    "STRICT",
    "SECURITY",
    "EXTERNAL",
    "PARALLEL",
    "COST",
    "ROWS",
    "SUPPORT",
    "SET",
    "AS",
    "RETURN",
    "BEGIN",
];

fn function_head(pieces: &[Piece]) -> Option<FunctionHead> {
    let head = head(pieces, "FUNCTION")?;
    let arguments = group(pieces, head.after)?;
    let first = arguments.end + 1;
    let mut depth = 0;
    let end = pieces.iter().enumerate().skip(first).find(|(_, piece)| {
        depth += i32::from(piece.token == Token::LParen) - i32::from(piece.token == Token::RParen);
        depth == 0 && CLAUSES.iter().any(|clause| piece.is(clause))
    });
    let end = end.map_or(pieces.len(), |(at, _)| at);
    Some(FunctionHead { head, arguments, returns: first..end })
}

/// What is wrong with the statement of a function, on any target. `at` is used where it has no place of its own.
#[must_use]
pub fn check_function(sql: &Sql, name: &Name, targets: &[Target], at: Location) -> Vec<Refusal> {
    check_definition(sql, Role::Function, targets, at, |text, pieces, dialect| {
        let Some(FunctionHead { head, .. }) = function_head(pieces) else {
            return vec![no_such_statement(text, pieces, "FUNCTION")];
        };
        let replaces = head.or_replace.is_some().then(|| {
            Refusal::new(text.at, "`create_function` replaces nothing, and this says `OR REPLACE`")
                .note("what was there before would be lost to the inverse")
                .help("leave out `OR REPLACE`, or write `replace_function`")
        });
        replaces.into_iter().chain(check_head(text, &head, name, "function", dialect)).take(1).collect()
    })
}

/// Checks each text that an author wrote for a target.
pub(super) fn check_definition(
    sql: &Sql,
    role: Role,
    targets: &[Target],
    at: Location,
    check: impl Fn(&SqlText, &[Piece], Dialect) -> Vec<Refusal>,
) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = missing(sql, targets, at, role).into_iter().collect();
    refusals.extend(not_asked(sql, at));
    refusals.extend(read_in_two_ways(sql, role.noun(), targets));
    for target in targets {
        let Some(text) = sql.text(target.dialect) else { continue };
        let found = match of_statement(text, target.dialect) {
            Ok(pieces) => {
                let mut found = check(text, &pieces, target.dialect);
                if found.is_empty() {
                    found.extend(check_extent(text, &pieces, role));
                }
                found
            }
            Err(refusal) => vec![*refusal],
        };
        for refusal in found {
            if !refusals.iter().any(|known| known.problem == refusal.problem) {
                refusals.push(refusal);
            }
        }
    }
    refusals
}

pub(super) fn no_such_statement(text: &SqlText, pieces: &[Piece], kind: &str) -> Refusal {
    let refusal = Refusal::new(text.at, format!("this SQL is no `CREATE {kind}` statement"));
    if pieces.first().is_some_and(|piece| piece.is("DELIMITER")) {
        return refusal
            .note("`DELIMITER` is for a client that cuts its input into statements")
            .help("leave it out, and the delimiter at the end");
    }
    refusal.help(format!("write the whole statement, from `CREATE {kind}` to its end"))
}

/// What is wrong with what a statement says before the name, and with the name.
pub(super) fn check_head(text: &SqlText, head: &Head, name: &Name, noun: &str, dialect: Dialect) -> Option<Refusal> {
    if head.if_not_exists {
        let refusal = Refusal::new(text.at, format!("a {noun} cannot be created `IF NOT EXISTS`"));
        let refusal = refusal.note("if there is one already, the inverse would drop what this did not make");
        return Some(refusal.help("leave out `IF NOT EXISTS`"));
    }
    let written = written_name(head.schema.as_ref(), &head.name, dialect);
    if written == name.as_str() {
        return None;
    }
    let refusal = Refusal::new(text.at, format!("the statement creates {noun} `{written}`, and not `{name}`"));
    Some(refusal.help(same_name(name, &written)))
}

/// What to write where a statement has another name than what creates it.
pub(super) fn same_name(name: &Name, written: &str) -> String {
    if name.schema().is_none() && split(written).1 == name.as_str() {
        return format!("write the name without a schema: `{name}`");
    }
    format!("write the same name in both places: `{name}` or `{written}`")
}

impl Identifier {
    /// The name that a database gives to what is created under it.
    fn folded_as_kept(&self, dialect: Dialect) -> String {
        if dialect == Dialect::Postgres { self.folded(dialect) } else { self.text.clone() }
    }
}

/// The name under which a database keeps what is written so, with its schema if that is written.
pub(super) fn written_name(schema: Option<&Identifier>, name: &Identifier, dialect: Dialect) -> String {
    kept(schema.map(|schema| schema.folded_as_kept(dialect)), name.folded_as_kept(dialect))
}

/// The name that the model has for what is written so: without the schema where that is the first one of the search path.
pub(super) fn held_name(schema: Option<&Identifier>, name: &Identifier, dialect: Dialect) -> String {
    let named = schema.filter(|schema| dialect == Dialect::Postgres && !is_default(Some(&schema.text), dialect));
    written_name(named, name, dialect)
}

/// The place after the types that a function takes and returns, if a statement creates one.
pub(super) fn end_of_head(pieces: &[Piece]) -> Option<usize> {
    Some(function_head(pieces)?.returns.end)
}

fn check_extent(text: &SqlText, pieces: &[Piece], role: Role) -> Option<Refusal> {
    match extent(pieces.iter().map(|piece| &piece.token)) {
        Extent::One => None,
        Extent::Several => Some(
            Refusal::new(text.at, "this SQL holds more than one statement")
                .note("each statement is sent and journaled on its own")
                .help("write one statement for each, and a body of several between `BEGIN` and `END`"),
        ),
        Extent::Open => Some(
            Refusal::new(text.at, format!("the body of this {} has no end", role.noun()))
                .help("write `END` for what begins with `BEGIN`, `CASE` or `IF`"),
        ),
    }
}

/// PostgreSQL: whether what a function gives can be kept in an index or a column. One in SQL may be put in place of its call,
/// whatever it says of itself.
#[must_use]
pub fn can_be_kept(function: &Function) -> bool {
    let Some(text) = function.definition.text(Dialect::Postgres) else { return true };
    let pieces = pieces(&text.text, Dialect::Postgres).unwrap_or_default();
    let language = pieces.windows(2).find(|pair| pair[0].is("LANGUAGE")).map(|pair| &pair[1].token);
    let is_sql = match language {
        Some(Token::Word(word)) => word.value.eq_ignore_ascii_case("sql"),
        Some(Token::SingleQuotedString(name)) => name.eq_ignore_ascii_case("sql"),
        _ => true,
    };
    is_sql || pieces.iter().any(|piece| piece.is("IMMUTABLE"))
}

/// The statement without OR REPLACE and without what follows its end: what creates the function where it is not there.
#[must_use]
pub fn plain_definition(sql: &Sql, targets: &[Target]) -> Sql {
    each(sql, targets, |text, dialect| {
        let text = without_end(text);
        let head = pieces(&text.text, dialect).ok().and_then(|pieces| head(&pieces, "FUNCTION"));
        let range = head.and_then(|head| head.or_replace);
        range.map_or(text.clone(), |range| edited(&text, vec![(range.start, range.end, String::new())]))
    })
}

/// A statement without the semicolons and spaces at its end.
pub(super) fn without_end(text: &SqlText) -> SqlText {
    let end = |letter: char| letter == ';' || letter.is_whitespace();
    SqlText { text: text.text.trim_end_matches(end).to_owned(), ..text.clone() }
}

/// A statement that no function needs to be written with: it is sent as its author ended it or not.
#[must_use]
pub fn trimmed(sql: &Sql) -> Sql {
    sql.map(without_end)
}

/// The statement that puts this function in place of another one of its name.
#[must_use]
pub fn or_replace(text: &str) -> String {
    let rest = text.trim_start().get("CREATE".len()..).unwrap_or_default();
    format!("CREATE OR REPLACE{rest}")
}

/// PostgreSQL: the arguments by which a function is told from others of its name, in parentheses.
#[must_use]
pub fn signature(text: &str) -> String {
    let read = || {
        let pieces = pieces(text, Dialect::Postgres).ok()?;
        let head = function_head(&pieces)?;
        Some(without_defaults(&pieces[head.arguments]).iter().map(|argument| as_sql(argument)).collect::<Vec<_>>())
    };
    format!("({})", read().unwrap_or_default().join(", "))
}

/// Each argument without its default.
fn without_defaults(pieces: &[Piece]) -> Vec<&[Piece]> {
    let mut arguments = Vec::new();
    let (mut depth, mut start, mut end) = (0, 0, None);
    for (at, piece) in pieces.iter().enumerate() {
        depth += i32::from(piece.token == Token::LParen) - i32::from(piece.token == Token::RParen);
        if depth > 0 {
            continue;
        }
        if piece.token == Token::Comma {
            arguments.push(&pieces[start..end.take().unwrap_or(at)]);
            start = at + 1;
        } else if end.is_none() && (piece.is("DEFAULT") || piece.token == Token::Eq) {
            end = Some(at);
        }
    }
    if start < pieces.len() {
        arguments.push(&pieces[start..end.unwrap_or(pieces.len())]);
    }
    arguments
}

/// Whether PostgreSQL can put one function in place of another: it has the same arguments, loses no default of theirs,
/// and returns the same.
#[must_use]
pub fn can_replace_function(old: &str, new: &str) -> bool {
    let read = |text: &str| {
        let pieces = pieces(text, Dialect::Postgres).ok()?;
        let head = function_head(&pieces)?;
        let spelled = |pieces: &[Piece]| in_one_spelling(pieces, Dialect::Postgres);
        let whole = spelled(&pieces[head.arguments.clone()]);
        let arguments: Vec<String> = without_defaults(&pieces[head.arguments]).into_iter().map(spelled).collect();
        let has_defaults = whole != arguments.join(", ");
        Some((arguments, spelled(&pieces[head.returns]), has_defaults, whole))
    };
    match (read(old), read(new)) {
        (Some(old), Some(new)) => (&old.0, &old.1) == (&new.0, &new.1) && (!old.2 || old.3 == new.3),
        _ => false,
    }
}

/// The statement under another name.
#[must_use]
pub fn rename_function(sql: &Sql, to: &str, targets: &[Target]) -> Sql {
    rename_created(sql, to, "FUNCTION", targets)
}

pub(super) fn rename_created(sql: &Sql, to: &str, kind: &str, targets: &[Target]) -> Sql {
    each(sql, targets, |text, dialect| {
        let Ok(pieces) = pieces(&text.text, dialect) else { return text.clone() };
        let Some(head) = head(&pieces, kind) else { return text.clone() };
        let Some(start) = pieces.get(head.after - 1).map(|piece| piece.start) else { return text.clone() };
        edited(text, vec![replaced(&head.name, start, split(to).1, dialect)])
    })
}

/// Another name in place of the one that begins at this byte.
pub(super) fn replaced(written: &Identifier, start: usize, to: &str, dialect: Dialect) -> (usize, usize, String) {
    (start, start + length(written), respelled(written, to, dialect))
}

/// Whether two statements say the same to every database that they are for, apart from spaces, comments and the case of
/// words.
#[must_use]
pub fn is_same_definition(left: &Sql, right: &Sql, targets: &[Target]) -> bool {
    let plain = |sql: &Sql, dialect| {
        let text = sql.text(dialect)?;
        Some(pieces(&text.text, dialect).map_or(text.text.clone(), |pieces| in_one_spelling(&pieces, dialect)))
    };
    left == right || targets.iter().all(|target| plain(left, target.dialect) == plain(right, target.dialect))
}

/// Whether it is worth looking for a name in a text.
pub(super) fn may_name(text: &str, name: &str) -> bool {
    text.contains(name) || text.to_lowercase().contains(&name.to_lowercase())
}

#[cfg(test)]
mod tests;
