//! Where a statement ends whose body has semicolons of its own.

use sqlparser::tokenizer::Token;

/// How much a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// One statement.
    One,
    /// More than one.
    Several,
    /// One that has no end: a block is open.
    Open,
}

/// How much a text holds that creates a function, a procedure, an event or a trigger.
pub(super) fn extent<'a>(tokens: impl IntoIterator<Item = &'a Token>) -> Extent {
    let tokens: Vec<&Token> = tokens.into_iter().collect();
    let words: Vec<String> = tokens.iter().map(|token| word(token)).collect();
    let mut open = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if **token == Token::SemiColon && open == 0 {
            let is_last = tokens[at..].iter().all(|token| **token == Token::SemiColon);
            return if is_last { Extent::One } else { Extent::Several };
        }
        let previous = at.checked_sub(1);
        // A field of something that is called as a word of a block.
        if previous.is_some_and(|previous| *tokens[previous] == Token::Period) {
            continue;
        }
        if opens(&words, &tokens, at, open) {
            open += 1;
        } else if words[at] == "END" {
            open = open.saturating_sub(1);
        }
    }
    if open == 0 { Extent::One } else { Extent::Open }
}

/// The word in upper case, the sign that begins or ends a statement, or nothing.
fn word(token: &Token) -> String {
    match token {
        Token::Word(word) if word.quote_style.is_none() => word.value.to_uppercase(),
        Token::SemiColon => ";".to_owned(),
        Token::Colon => ":".to_owned(),
        _ => String::new(),
    }
}

/// Whether a block begins here. The word after END names the block that ends there.
fn opens(words: &[String], tokens: &[&Token], at: usize, open: usize) -> bool {
    let previous = at.checked_sub(1).map_or("", |previous| words[previous].as_str());
    if previous == "END" {
        return false;
    }
    let begins =
        matches!(previous, ";" | ":" | "BEGIN" | "ATOMIC" | "THEN" | "ELSE" | "DO" | "LOOP" | "REPEAT" | "ROW");
    let is_call = tokens.get(at + 1).is_some_and(|next| **next == Token::LParen);
    match words[at].as_str() {
        "BEGIN" => begins || open == 0,
        "CASE" => true,
        "IF" => (begins || open == 0 && !is_in_head(&words[at..])) && has_then(&words[at + 1..]),
        "REPEAT" => (begins || open == 0 && has_end(&words[at..])) && !is_call,
        "LOOP" | "WHILE" => begins || open == 0 && has_end(&words[at..]),
        "FOR" => begins,
        _ => false,
    }
}

/// Whether this is the IF of IF NOT EXISTS.
fn is_in_head(words: &[String]) -> bool {
    matches!(words, [_, not, exists, ..] if not == "NOT" && exists == "EXISTS")
}

/// Whether the block that this word would begin ends somewhere: a body may be a block without BEGIN.
fn has_end(words: &[String]) -> bool {
    words.windows(2).any(|pair| pair[0] == "END" && pair[1] == words[0])
}

/// Whether THEN comes before anything that an `if` of a value would be followed by.
fn has_then(words: &[String]) -> bool {
    let mut ends = words.iter().filter(|word| matches!(word.as_str(), "THEN" | "ELSE" | "WHEN" | "END" | ";"));
    ends.next().is_some_and(|word| word == "THEN")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::expression::grammar;

    #[test]
    fn blocks_of_functions_and_triggers() {
        use Extent::{One, Open, Several};
        for (text, expected) in [
            ("CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET NEW.a = 1", One),
            ("CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET NEW.a = 1;;", One),
            ("CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET NEW.a = 1; SELECT 1", Several),
            ("CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT 1; SELECT 2; END", One),
            ("CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT 1; END; CREATE TRIGGER x BEGIN SELECT 1; END", Several),
            ("CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT CASE WHEN 1 THEN 2 ELSE 3 END; SELECT 2; END", One),
            (
                "CREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT CASE WHEN 1 THEN IF(1, 2, 3) WHEN 2 THEN 3 END; END",
                One,
            ),
            ("CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW IF NEW.a THEN SET NEW.b = 1; END IF", One),
            (
                "CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW IF (NEW.a) THEN SET NEW.b = 1; ELSE SET NEW.b = 2; END IF;",
                One,
            ),
            (
                "CREATE FUNCTION f() RETURNS int BEGIN IF a THEN RETURN 1; ELSE IF b THEN RETURN 2; END IF; END IF; RETURN 3; END",
                One,
            ),
            (
                "CREATE FUNCTION f() RETURNS int x: BEGIN WHILE a DO SET b = IF(a, 1, 2); END WHILE; RETURN b; END x",
                One,
            ),
            (
                "CREATE FUNCTION f() RETURNS int BEGIN l: LOOP LEAVE l; END LOOP; REPEAT SET a = repeat('x', 2); UNTIL a END REPEAT; RETURN 1; END",
                One,
            ),
            (
                "CREATE FUNCTION f() RETURNS int BEGIN CASE a WHEN 1 THEN SET b = 1; ELSE BEGIN END; END CASE; RETURN 1; END",
                One,
            ),
            ("CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC IF a THEN RETURN 1; ELSE RETURN 2; END IF", One),
            ("CREATE FUNCTION f(a int) RETURNS int IF a THEN RETURN 1; END IF; SELECT 1", Several),
            ("CREATE FUNCTION f(a int) RETURNS int NO SQL l: LOOP RETURN 1; END LOOP", One),
            ("CREATE FUNCTION f(a int) RETURNS int NO SQL LOOP RETURN 1; END LOOP;", One),
            ("CREATE FUNCTION f(a int) RETURNS int NO SQL WHILE a DO RETURN 1; END WHILE;", One),
            ("CREATE FUNCTION f(a int) RETURNS int NO SQL REPEAT RETURN 1; UNTIL a END REPEAT", One),
            ("CREATE FUNCTION f(a int) RETURNS int RETURN IF(a, 1, 2)", One),
            ("CREATE FUNCTION f(a int) RETURNS text RETURN repeat('x', a)", One),
            ("CREATE FUNCTION IF NOT EXISTS f(a int) RETURNS int IF a THEN RETURN 1; END IF", One),
            ("CREATE FUNCTION f() RETURNS int RETURN t.begin + t.end", One),
            ("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END", One),
            ("CREATE FUNCTION f() RETURNS int BEGIN RETURN 1;", Open),
            ("CREATE FUNCTION f() RETURNS int BEGIN IF a THEN RETURN 1; END IF;", Open),
        ] {
            let grammar = grammar(Dialect::MySql);
            let tokens = sqlparser::tokenizer::Tokenizer::new(&*grammar, text).tokenize().unwrap();
            let words = tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_)));
            assert_eq!(extent(words), expected, "{text}");
        }
    }
}
