//! The name of a type as a database spells it: one type, and nothing that a modifier says.

use sqlparser::tokenizer::{Token, Tokenizer};

use super::declared::not_asked;
use super::{Role, ends_in_comment, grammar, missing, reason};
use crate::catalog::Sql;
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::refusal::Refusal;

/// What is said of a column beside its type, each with the modifier that says it.
const MODIFIERS: [(&str, &str); 8] = [
    ("NOT", "leave out `NOT NULL`, which a column is unless `.nullable()`"),
    ("NULL", "write `.nullable()`"),
    ("DEFAULT", "write `.default(…)`"),
    ("PRIMARY", "write `.primary_key()`"),
    ("UNIQUE", "write `.unique()`"),
    ("CHECK", "write `.check(\"…\")`"),
    ("REFERENCES", "write `.references(\"table\", \"column\")`"),
    ("COLLATE", "write `.collate(\"…\")`"),
];

/// What is wrong with the name of a type, on any target.
#[must_use]
pub fn check_type_name(sql: &Sql, targets: &[Target], at: Location) -> Option<Refusal> {
    let texts = targets.iter().filter_map(|target| Some((target.dialect, sql.text(target.dialect)?)));
    missing(sql, targets, at, Role::Type).or_else(|| not_asked(sql, at)).or_else(|| {
        texts.into_iter().find_map(|(dialect, text)| {
            let refusal = |problem: String| Refusal::new(text.at, problem);
            match problem(&text.text, dialect)? {
                Problem::Form(form) => Some(refusal(format!("this type {form}"))),
                Problem::Modifier(word, help) => {
                    Some(refusal(format!("this type also says `{word}` of the column")).help(help))
                }
            }
        })
    })
}

enum Problem {
    Form(String),
    Modifier(&'static str, &'static str),
}

fn problem(text: &str, dialect: Dialect) -> Option<Problem> {
    let form = |form: &str| Some(Problem::Form(form.to_owned()));
    let tokens = match Tokenizer::new(&*grammar(dialect), text).tokenize() {
        Ok(tokens) => tokens,
        Err(error) => return Some(Problem::Form(reason(&error.into()))),
    };
    if text.trim().is_empty() {
        return form("is empty");
    }
    if ends_in_comment(text, dialect) {
        return form("cannot end in a comment");
    }
    let mut depth = 0_i32;
    for token in &tokens {
        match token {
            Token::SemiColon => return form("cannot contain `;`"),
            Token::Comma if depth == 0 => return form("cannot be a list"),
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Word(word) if depth == 0 && word.quote_style.is_none() => {
                let said = MODIFIERS.into_iter().find(|(modifier, _)| word.value.eq_ignore_ascii_case(modifier));
                if let Some((modifier, help)) = said {
                    return Some(Problem::Modifier(modifier, help));
                }
            }
            _ => {}
        }
        if depth < 0 {
            break;
        }
    }
    if depth == 0 { None } else { form("has parentheses that do not match") }
}
