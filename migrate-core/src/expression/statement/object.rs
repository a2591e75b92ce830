//! Raw SQL that creates a function, a trigger or a type, or comments on something.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::Token;

use super::{held_object, held_schema, object};
use crate::catalog::name::split;
use crate::catalog::{Catalog, SqlText};
use crate::dialect::{Dialect, Target};
use crate::expression::{function, trigger};

/// The statement for a function, or for a trigger of a table or view that the model holds.
pub(super) fn created_routine(text: &SqlText, dialect: Dialect, before: &Catalog) -> Option<&'static str> {
    if let Some((name, replaces)) = function::created(text, dialect).filter(|_| dialect != Dialect::Sqlite) {
        // What lies in a schema that the model does not hold, the language cannot create.
        let is_elsewhere = split(&name).0.is_some_and(|schema| !before.schemas.contains_key(schema));
        if is_elsewhere {
            return None;
        }
        let held = before.functions.get(name.as_str());
        return match held.and_then(|held| held.definition.text(dialect)) {
            Some(held) if replaces => same_function(&held.text, &text.text, dialect).then_some("replace_function"),
            // PostgreSQL has several functions of one name, the language one.
            Some(_) => (dialect != Dialect::Postgres).then_some("create_function"),
            None => Some("create_function"),
        };
    }
    let table = trigger::created(text, dialect)?;
    let mut held = before.tables.keys().chain(before.views.keys());
    held.any(|held| held.eq_ignore_ascii_case(&table)).then_some("create_trigger")
}

fn same_function(left: &str, right: &str, dialect: Dialect) -> bool {
    dialect != Dialect::Postgres || function::signature(left) == function::signature(right)
}

/// The statement for a type whose values are listed.
pub(super) fn created_type(tokens: &[Token], words: &[String]) -> Option<&'static str> {
    if words.get(1).is_none_or(|word| word != "TYPE") {
        return None;
    }
    let (_, after) = object(tokens, words, 2)?;
    let is = |at: usize, word: &str| words.get(at).is_some_and(|other| other == word);
    (is(after, "AS") && is(after + 1, "ENUM")).then_some("create_enum")
}

/// The statement for a sequence of which nothing is said but its name.
pub(super) fn created_sequence(tokens: &[Token], words: &[String], targets: &[Target]) -> Option<&'static str> {
    let has_sequences = |target: &Target| matches!(target.dialect, Dialect::Postgres | Dialect::MariaDb);
    if words.get(1).is_none_or(|word| word != "SEQUENCE") || !targets.iter().all(has_sequences) {
        return None;
    }
    let not = usize::from(words.get(2).is_some_and(|word| word == "IF"));
    let (_, after) = object(tokens, words, 2 + 3 * not)?;
    tokens[after..].iter().all(|token| *token == Token::SemiColon).then_some("create_sequence")
}

/// The statement for an extension of which nothing is said but its name.
pub(super) fn created_extension(tokens: &[Token], words: &[String], targets: &[Target]) -> Option<&'static str> {
    let has_extensions = |target: &Target| target.dialect == Dialect::Postgres;
    if words.get(1).is_none_or(|word| word != "EXTENSION") || !targets.iter().all(has_extensions) {
        return None;
    }
    let not = usize::from(words.get(2).is_some_and(|word| word == "IF"));
    let (_, after) = object(tokens, words, 2 + 3 * not)?;
    tokens[after..].iter().all(|token| *token == Token::SemiColon).then_some("create_extension")
}

/// The statement for a schema of which nothing is said but its name.
pub(super) fn created_schema(tokens: &[Token], words: &[String], targets: &[Target]) -> Option<&'static str> {
    let has_schemas = |target: &Target| target.dialect == Dialect::Postgres;
    if words.get(1).is_none_or(|word| word != "SCHEMA") || !targets.iter().all(has_schemas) {
        return None;
    }
    let not = usize::from(words.get(2).is_some_and(|word| word == "IF"));
    let (_, after) = object(tokens, words, 2 + 3 * not)?;
    tokens[after..].iter().all(|token| *token == Token::SemiColon).then_some("create_schema")
}

/// The statement for a comment on a table or column that the model holds.
pub(super) fn commented(tokens: &[Token], words: &[String], before: &Catalog) -> Option<&'static str> {
    let table = |name: &str| before.tables.values().find(|table| table.name.eq_ignore_ascii_case(name));
    match words.get(2)?.as_str() {
        "TABLE" => table(&held_object(tokens, words, 3, before)?.0).map(|_| "comment_on_table"),
        "COLUMN" => {
            let end =
                tokens.iter().position(|token| matches!(token, Token::Word(word) if word.keyword == Keyword::IS))?;
            let path: Vec<&str> = tokens[3..end]
                .iter()
                .filter_map(|token| match token {
                    Token::Word(word) => Some(word.value.as_str()),
                    _ => None,
                })
                .collect();
            let [.., name, column] = path.as_slice() else { return None };
            let schema = path.len().checked_sub(3).and_then(|at| held_schema(path[at], before));
            let name = schema.map_or_else(|| (*name).to_owned(), |schema| format!("{schema}.{name}"));
            let found = table(&name)?.columns.iter().any(|held| held.name.eq_ignore_ascii_case(column));
            found.then_some("comment_on_column")
        }
        _ => None,
    }
}
