//! Raw SQL: one complete statement, and nothing that the language has a statement for.

mod change;
mod index;
mod object;

use std::ops::Range;

use sqlparser::tokenizer::{Token, Tokenizer};

use super::extent::{Extent, extent};
use super::{grammar, query, reason};
use crate::catalog::{Catalog, Name, SqlText};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::operation::Subject;
use crate::refusal::Refusal;

/// What is wrong with raw SQL for one database, which may change this. `before` is the schema that it meets; `targets` are all databases of the
/// history: what the language can say on some of them alone, it cannot say.
#[must_use]
pub fn check_statement(
    text: &SqlText,
    subject: Subject,
    dialect: Dialect,
    before: &Catalog,
    targets: &[Target],
) -> Option<Refusal> {
    let tokens = match tokens(text, dialect) {
        Ok(tokens) => tokens,
        Err(refusal) => return Some(*refusal),
    };
    let words = words(&tokens);
    let Some(first) = words.first() else {
        return Some(Refusal::new(text.at, "this SQL holds no statement"));
    };
    check_alone(text, &tokens, &words, "write one `execute` for each").or_else(|| match subject {
        Subject::Schema => {
            check_rows(text, &words).or_else(|| check_typed(text, &tokens, &words, before, (dialect, targets)))
        }
        Subject::Rows => check_schema(text, first),
    })
}

/// Whether SQL does nothing but read and change rows, so that a transaction can take it back on every database.
#[must_use]
pub fn changes_rows_alone(text: &SqlText, dialect: Dialect) -> bool {
    let words = tokens(text, dialect).map(|tokens| words(&tokens)).unwrap_or_default();
    let verb = words.first().map_or("", String::as_str);
    matches!(verb, "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "MERGE" | "WITH" | "SELECT" | "VALUES" | "DO")
}

/// Whether SQL leaves every row and every name as it is: it is about rights, or about how and where rows are kept.
#[must_use]
pub fn changes_no_answer(text: &SqlText, dialect: Dialect) -> bool {
    let words = tokens(text, dialect).map(|tokens| words(&tokens)).unwrap_or_default();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        // There is one on MariaDB that carries a statement out.
        ["ANALYZE", second, ..] => {
            dialect != Dialect::MariaDb || matches!(*second, "TABLE" | "LOCAL" | "NO_WRITE_TO_BINLOG")
        }
        ["GRANT" | "REVOKE" | "COMMENT" | "ANALYZE" | "VACUUM" | "OPTIMIZE" | "CLUSTER" | "REINDEX", ..]
        | ["ALTER", "DEFAULT", "PRIVILEGES", ..]
        | ["ALTER", _, _, "OWNER", "TO", _]
        | ["CREATE" | "ALTER" | "DROP", "ROLE" | "USER" | "STATISTICS" | "PUBLICATION", ..] => true,
        _ => false,
    }
}

/// Whatever changes the schema, or who may do what with it.
fn check_schema(text: &SqlText, verb: &str) -> Option<Refusal> {
    let changes = matches!(verb, "CREATE" | "ALTER" | "DROP" | "RENAME" | "COMMENT" | "GRANT" | "REVOKE" | "REINDEX");
    changes.then(|| {
        Refusal::new(text.at, format!("this SQL changes the schema with `{verb}`, and a data migration changes rows"))
            .help("write it in a migration of its own, `impl Migration for …` with `fn up(schema: &mut Schema)`")
    })
}

fn tokens(text: &SqlText, dialect: Dialect) -> Result<Vec<Token>, Box<Refusal>> {
    let grammar = grammar(dialect);
    let tokens = Tokenizer::new(&*grammar, &text.text).tokenize().map_err(|error| {
        let reason = reason(&error.into());
        Box::new(Refusal::new(text.at, format!("this SQL {reason}")).note(format!("as {dialect} would read it")))
    })?;
    Ok(tokens.into_iter().filter(|token| !matches!(token, Token::Whitespace(_))).collect())
}

/// The text in upper case of every unquoted word, and an empty text for anything else.
fn words(tokens: &[Token]) -> Vec<String> {
    let word = |token: &Token| match token {
        Token::Word(word) if word.quote_style.is_none() => word.value.to_uppercase(),
        _ => String::new(),
    };
    tokens.iter().map(word).collect()
}

/// That a text is one statement, and not one about the transaction. `several` says what to do with several.
pub(super) fn check_alone(text: &SqlText, tokens: &[Token], words: &[String], several: &str) -> Option<Refusal> {
    check_transaction(text, &words[0], words.get(1).map(String::as_str))
        .or_else(|| check_single(text, tokens, words).map(|refusal| refusal.help(several)))
}

fn check_transaction(text: &SqlText, first: &str, second: Option<&str>) -> Option<Refusal> {
    let controls = matches!(first, "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE" | "ABORT" | "END")
        || (first == "START" && second == Some("TRANSACTION"));
    controls.then(|| {
        Refusal::new(text.at, format!("raw SQL cannot control the transaction, and this is a `{first}`"))
            .note("the runner commits a migration together with its row in the history")
    })
}

/// A body between BEGIN and END has semicolons of its own.
fn check_single(text: &SqlText, tokens: &[Token], words: &[String]) -> Option<Refusal> {
    let has_body = words[0] == "CREATE"
        && words.iter().take(8).any(|word| matches!(word.as_str(), "TRIGGER" | "FUNCTION" | "PROCEDURE" | "EVENT"));
    let second = if has_body {
        extent(tokens) == Extent::Several
    } else {
        tokens.iter().skip_while(|token| **token != Token::SemiColon).any(|token| *token != Token::SemiColon)
    };
    second.then(|| {
        Refusal::new(text.at, "this SQL holds more than one statement")
            .note("each statement is sent and journaled on its own")
    })
}

pub(super) fn check_rows(text: &SqlText, words: &[String]) -> Option<Refusal> {
    let changes = |word: &str| matches!(word, "INSERT" | "DELETE" | "MERGE" | "REPLACE" | "TRUNCATE" | "UPDATE");
    let first = words[0].as_str();
    let inside = || {
        let pairs = words.windows(2).filter(|pair| pair[0] != "FOR" && pair[0] != "ON");
        pairs.map(|pair| pair[1].as_str()).find(|word| changes(word) && *word != "REPLACE" && *word != "TRUNCATE")
    };
    let verb = if changes(first) {
        first
    } else if first == "WITH" {
        inside()?
    } else {
        return None;
    };
    Some(
        Refusal::new(text.at, format!("this SQL changes rows with `{verb}`"))
            .help("write it in a migration of its own, `impl DataMigration for …` with `fn up(data: &mut Data)`"),
    )
}

/// SQL for which the language has a statement, on an object that the model holds.
fn check_typed(
    text: &SqlText,
    tokens: &[Token],
    words: &[String],
    before: &Catalog,
    (dialect, targets): (Dialect, &[Target]),
) -> Option<Refusal> {
    let statement = match words[0].as_str() {
        "CREATE" => created_table(words)
            .or_else(|| index::created(tokens, words, before, (dialect, targets)))
            .or_else(|| created_view(tokens, words, before, dialect))
            .or_else(|| object::created_routine(text, dialect, before))
            .or_else(|| object::created_type(tokens, words))
            .or_else(|| object::created_sequence(tokens, words, targets))
            .or_else(|| object::created_extension(tokens, words, targets))
            .or_else(|| object::created_schema(tokens, words, targets))?,
        "COMMENT" => object::commented(tokens, words, before)?,
        "ALTER" => change::altered(tokens, words, before, targets)?,
        "DROP" => change::dropped(tokens, words, before)?,
        "RENAME" if words.get(1).is_some_and(|word| word == "TABLE" || word == "TABLES") => "rename_table",
        _ => return None,
    };
    Some(
        Refusal::new(text.at, format!("this SQL does what `{statement}` is for"))
            .note("raw SQL is not replayed, so the build would not know of this change")
            .help(format!("write `schema.{statement}(…)`")),
    )
}

fn created_table(words: &[String]) -> Option<&'static str> {
    let head: Vec<&str> = words.iter().map(String::as_str).take(4).collect();
    let creates = matches!(
        head.as_slice(),
        ["CREATE", "TABLE", ..] | ["CREATE", "UNLOGGED", "TABLE", ..] | ["CREATE", "OR", "REPLACE", "TABLE"]
    );
    let beyond = ["PARTITION", "INHERITS", "SELECT", "LIKE", "USING", "TABLESPACE", "STRICT", "WITHOUT"];
    let is_beyond = words.iter().any(|word| beyond.contains(&word.as_str()));
    (creates && !is_beyond).then_some("create_table")
}

/// The statement for a view of which nothing is said but its query, if that is one which can be followed.
fn created_view(tokens: &[Token], words: &[String], before: &Catalog, dialect: Dialect) -> Option<&'static str> {
    let head: Vec<&str> = words.iter().map(String::as_str).take(5).collect();
    let (statement, at) = match head.as_slice() {
        ["CREATE", "VIEW", ..] => ("create_view", 2),
        ["CREATE", "OR", "REPLACE", "VIEW", ..] => ("replace_view", 4),
        ["CREATE", "MATERIALIZED", "VIEW", ..] => ("create_materialized_view", 3),
        _ => return None,
    };
    let (_, after) = object(tokens, words, at)?;
    let query = tokens.get(after + 1..).filter(|_| words.get(after).is_some_and(|word| word == "AS"))?;
    let text: Vec<String> = query.iter().filter(|token| **token != Token::SemiColon).map(Token::to_string).collect();
    let text = SqlText::new(text.join(" "), Location::UNKNOWN);
    let reading = query::read(&text, dialect, before).ok()?;
    let is_clear = reading.problems.is_empty() && reading.wildcards.iter().all(|wildcard| wildcard.columns.is_some());
    is_clear.then_some(statement)
}

/// The name that stands at `at`, with its schema where that is one that the model holds, and the place after it.
fn held_object(tokens: &[Token], words: &[String], at: usize, before: &Catalog) -> Option<(String, usize)> {
    let (local, after) = object(tokens, words, at)?;
    let schema = match after.checked_sub(3).and_then(|start| tokens.get(start..after)) {
        Some([Token::Word(schema), Token::Period, _]) => held_schema(&schema.value, before),
        _ => None,
    };
    Some((schema.map_or_else(|| local.clone(), |schema| format!("{schema}.{local}")), after))
}

fn held_schema<'a>(name: &str, before: &'a Catalog) -> Option<&'a Name> {
    before.schemas.keys().find(|schema| schema.eq_ignore_ascii_case(name))
}

/// The name that stands at `at`, after IF EXISTS and ONLY, without a schema, and the place after it.
fn object(tokens: &[Token], words: &[String], mut at: usize) -> Option<(String, usize)> {
    while words.get(at).is_some_and(|word| matches!(word.as_str(), "IF" | "EXISTS" | "ONLY")) {
        at += 1;
    }
    let mut name = None;
    while let Some(Token::Word(word)) = tokens.get(at) {
        name = Some(word.value.clone());
        at += 1;
        if tokens.get(at) != Some(&Token::Period) {
            break;
        }
        at += 1;
    }
    name.map(|name| (name, at))
}

/// The places of what stands between commas, from `at` on and outside of parentheses.
fn parts(tokens: &[Token], at: usize) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), at, 0_i32);
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match token {
            Token::LParen | Token::LBracket => depth += 1,
            Token::RParen | Token::RBracket => depth -= 1,
            Token::Comma if depth == 0 => {
                parts.push(start..place);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(start.min(tokens.len())..tokens.len());
    parts
}
