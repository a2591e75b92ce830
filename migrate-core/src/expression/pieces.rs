//! A statement as its words and signs, each with its place: enough to read the head of one that no parser knows whole.

use std::ops::Range;

use sqlparser::tokenizer::{Token, Tokenizer, Word};

use super::rewrite::is_same_without_quotes;
use super::walk::Identifier;
use super::{grammar, reason};
use crate::catalog::SqlText;
use crate::dialect::Dialect;
use crate::refusal::Refusal;

/// A word or sign of a statement.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub token: Token,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it begins: line and character, both from 1.
    place: (u64, u64),
}

impl Piece {
    /// Whether it is this word, without quotes and in any case.
    pub fn is(&self, keyword: &str) -> bool {
        self.keyword().is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    /// The word, if it stands without quotes.
    pub fn keyword(&self) -> Option<&str> {
        self.word().filter(|word| word.quote_style.is_none()).map(|word| word.value.as_str())
    }

    /// Where it begins: line and character, both from 1.
    pub const fn place(&self) -> (u64, u64) {
        self.place
    }

    fn word(&self) -> Option<&Word> {
        match &self.token {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The word in small letters, if it says the same with quotes and without.
    pub fn plain(&self, dialect: Dialect) -> Option<String> {
        let word = self.word()?;
        let is_plain = word.quote_style.is_none() || is_same_without_quotes(&word.value, dialect);
        is_plain.then(|| word.value.to_lowercase())
    }

    /// The name that it is, if it is a word.
    pub fn identifier(&self) -> Option<Identifier> {
        let word = self.word()?;
        Some(Identifier { text: word.value.clone(), quote: word.quote_style, start: self.place })
    }

    /// Whether a database takes it for the object of this name.
    pub fn means(&self, name: &str, dialect: Dialect) -> bool {
        self.identifier().is_some_and(|identifier| identifier.resolves_to(name, dialect))
    }
}

/// The words and signs of a text, without spaces and comments.
///
/// # Errors
/// It does not consist of words and signs, as a text whose quote is not closed.
pub(super) fn pieces(text: &str, dialect: Dialect) -> Result<Vec<Piece>, String> {
    let grammar = grammar(dialect);
    let tokens = Tokenizer::new(&*grammar, text).tokenize_with_location();
    let tokens = tokens.map_err(|error| reason(&error.into()))?;
    let mut letters = text.char_indices();
    let (mut place, mut start) = ((1, 1), 0);
    let mut pieces = Vec::new();
    for token in tokens {
        let begin = (token.span.start.line, token.span.start.column);
        while place < begin
            && let Some((offset, letter)) = letters.next()
        {
            start = offset + letter.len_utf8();
            place = if letter == '\n' { (place.0 + 1, 1) } else { (place.0, place.1 + 1) };
        }
        if !matches!(token.token, Token::Whitespace(_)) {
            pieces.push(Piece { token: token.token, start, place: begin });
        }
    }
    Ok(pieces)
}

/// The words and signs of a statement, or why there are none.
pub(super) fn of_statement(text: &SqlText, dialect: Dialect) -> Result<Vec<Piece>, Box<Refusal>> {
    pieces(&text.text, dialect).map_err(|reason| {
        Box::new(Refusal::new(text.at, format!("this SQL {reason}")).note(format!("as {dialect} would read it")))
    })
}

/// The beginning of a CREATE statement, up to the name of what it creates.
#[derive(Debug)]
pub(super) struct Head {
    /// OR REPLACE, in bytes, with the space after it.
    pub or_replace: Option<Range<usize>>,
    /// Whether it says IF NOT EXISTS.
    pub if_not_exists: bool,
    /// The name.
    pub name: Identifier,
    /// What stands in front of the name and its dot.
    pub schema: Option<Identifier>,
    /// The place after the name.
    pub after: usize,
}

/// How far a user name behind DEFINER may go.
const DEFINER: usize = 8;

/// Reads the beginning of a statement that creates something of this kind: FUNCTION or TRIGGER.
pub(super) fn head(pieces: &[Piece], kind: &str) -> Option<Head> {
    let is = |at: usize, word: &str| pieces.get(at).is_some_and(|piece| piece.is(word));
    if !is(0, "CREATE") {
        return None;
    }
    let mut at = 1;
    let replaces = is(1, "OR") && is(2, "REPLACE");
    let or_replace = if replaces { Some(pieces[1].start..pieces.get(3)?.start) } else { None };
    at += if replaces { 2 } else { 0 };
    at += usize::from(kind == "TRIGGER" && is(at, "CONSTRAINT"));
    if is(at, "DEFINER") {
        at += pieces[at..].iter().take(DEFINER).position(|piece| piece.is(kind))?;
    }
    if !is(at, kind) {
        return None;
    }
    at += 1;
    let if_not_exists = is(at, "IF") && is(at + 1, "NOT") && is(at + 2, "EXISTS");
    at += if if_not_exists { 3 } else { 0 };
    let (schema, name, after) = name(pieces, at)?;
    Some(Head { or_replace, if_not_exists, name, schema, after })
}

/// The name at a place, with what stands in front of its dot, and the place after it.
pub(super) fn name(pieces: &[Piece], at: usize) -> Option<(Option<Identifier>, Identifier, usize)> {
    let first = pieces.get(at)?.identifier()?;
    if pieces.get(at + 1).is_none_or(|piece| piece.token != Token::Period) {
        return Some((None, first, at + 1));
    }
    let second = pieces.get(at + 2)?.identifier()?;
    Some((Some(first), second, at + 3))
}

/// The pieces between a parenthesis at `open` and the one that closes it.
pub(super) fn group(pieces: &[Piece], open: usize) -> Option<Range<usize>> {
    if pieces.get(open)?.token != Token::LParen {
        return None;
    }
    let mut depth = 0;
    for (at, piece) in pieces.iter().enumerate().skip(open) {
        match piece.token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + 1..at);
        }
    }
    None
}

/// The pieces as a text, in which the spaces and comments between them do not count, nor the case of a plain word.
pub(super) fn in_one_spelling(pieces: &[Piece], dialect: Dialect) -> String {
    spelled(pieces, |piece| piece.plain(dialect).unwrap_or_else(|| piece.token.to_string()))
}

/// The pieces as SQL.
pub(super) fn as_sql(pieces: &[Piece]) -> String {
    spelled(pieces, |piece| piece.token.to_string())
}

fn spelled(pieces: &[Piece], spell: impl Fn(&Piece) -> String) -> String {
    let mut text = String::new();
    let mut is_joined = true;
    for piece in pieces {
        let closes =
            matches!(piece.token, Token::LParen | Token::RParen | Token::Comma | Token::LBracket | Token::RBracket);
        if !is_joined && !closes && piece.token != Token::Period {
            text.push(' ');
        }
        text.push_str(&spell(piece));
        is_joined = matches!(piece.token, Token::LParen | Token::LBracket | Token::Period);
    }
    text
}
