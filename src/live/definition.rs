//! What a definition of SQLite's holds that no pragma tells: checks, computed columns, collations, the time of a check.

/// A word, a quoted name, a literal or a sign of SQL, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    text: &'a str,
    begin: usize,
    end: usize,
}

impl Token<'_> {
    /// Whether it is this word, whatever the case.
    pub fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    /// Where it ends.
    pub const fn end(&self) -> usize {
        self.end
    }

    /// The name that it is, without its quotes.
    fn name(&self) -> String {
        let Some(quote) = self.text.chars().next().filter(|c| matches!(c, '"' | '`' | '[' | '\'')) else {
            return self.text.to_owned();
        };
        let close = if quote == '[' { ']' } else { quote };
        let inside = &self.text[1..self.text.len().max(2) - 1];
        inside.replace(&format!("{close}{close}"), &close.to_string())
    }
}

/// The tokens of SQL, without its comments.
pub fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut begin = 0;
    while let Some(first) = sql[begin..].chars().next() {
        let rest = &sql[begin..];
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '\'' | '"' | '`' => quoted_length(rest, first),
            '[' => quoted_length(rest, ']'),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let is_comment = rest.starts_with("--") || rest.starts_with("/*");
        if !first.is_whitespace() && !is_comment {
            tokens.push(Token { text: &rest[..length], begin, end: begin + length });
        }
        begin += length;
    }
    tokens
}

/// How long a quoted text is: a quote that stands twice does not end it.
fn quoted_length(text: &str, close: char) -> usize {
    let mut length = 1;
    loop {
        let Some(end) = text[length..].find(close) else { return text.len() };
        length += end + 1;
        if !text[length..].starts_with(close) {
            return length;
        }
        length += 1;
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// SQL in a form in which spaces, comments, quotes around plain names and the case of words make no difference.
pub fn plain(sql: &str) -> String {
    let mut words: Vec<String> = tokens(sql)
        .iter()
        .map(|token| match token.text.chars().next() {
            Some('\'') => token.text.to_owned(),
            Some('"' | '`' | '[') => {
                let name = token.name();
                if name.chars().all(is_word) { name.to_lowercase() } else { format!("\"{name}\"") }
            }
            _ => token.text.to_lowercase(),
        })
        .collect();
    while is_enclosed(&words) {
        words.pop();
        words.remove(0);
    }
    words.join(" ")
}

/// Whether parentheses stand around the whole.
fn is_enclosed(words: &[String]) -> bool {
    let mut depth = 0;
    let closes = words.iter().position(|word| {
        depth += i32::from(word == "(") - i32::from(word == ")");
        depth == 0
    });
    words.first().is_some_and(|word| word == "(") && closes == Some(words.len() - 1)
}

/// Which rows an index holds, by its definition: what stands after WHERE.
pub fn predicate(sql: &str) -> Option<String> {
    let tokens = tokens(sql);
    let open = tokens.iter().position(|token| token.text == "(")?;
    let place = tokens.iter().skip(open + length(&tokens[open..])).find(|token| token.is("WHERE"))?;
    Some(sql[place.end..].trim().trim_end_matches(';').trim_end().to_owned())
}

/// What an index orders by at this place, by its definition, with its collation and without its direction.
pub fn part(sql: &str, place: usize) -> Option<String> {
    let tokens = tokens(sql);
    let open = tokens.iter().position(|token| token.text == "(")?;
    let inside = &tokens[open + 1..open + length(&tokens[open..]) - 1];
    let mut depth = 0;
    let parts = inside.split(|token| {
        depth += i32::from(token.text == "(") - i32::from(token.text == ")");
        depth == 0 && token.text == ","
    });
    let part = parts.into_iter().nth(place)?;
    let is_direction = |token: &Token<'_>| ["ASC", "DESC"].iter().any(|word| token.is(word));
    let mut part = if is_direction(part.last()?) { &part[..part.len() - 1] } else { part };
    while part.first()?.text == "(" && length(part) == part.len() {
        part = &part[1..part.len() - 1];
    }
    Some(sql[part.first()?.begin..part.last()?.end].to_owned())
}

/// What a `CREATE TABLE` says beyond the pragmas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The checks, each with its name if it has one.
    pub checks: Vec<(Option<String>, String)>,
    /// The columns that compare text in a way of their own.
    pub collations: Vec<(String, String)>,
    /// The columns that are computed, and from what.
    pub generated: Vec<(String, String)>,
    /// The columns of the foreign keys that are checked at the end of the transaction.
    pub deferred: Vec<Vec<String>>,
    /// `STRICT`, `WITHOUT ROWID`.
    pub storage: Option<String>,
}

impl Definition {
    /// Reads a statement as SQLite keeps it.
    pub fn read(sql: &str) -> Self {
        let mut definition = Self::default();
        let tokens = tokens(sql);
        let Some(open) = tokens.iter().position(|token| token.text == "(") else { return definition };
        let mut depth = 0;
        let mut item = Vec::new();
        for (place, token) in tokens.iter().enumerate().skip(open) {
            depth += i32::from(token.text == "(") - i32::from(token.text == ")");
            let is_end = depth == 0;
            if is_end || depth == 1 && token.text == "," {
                definition.item(sql, &item);
                item.clear();
            } else if place > open {
                item.push(*token);
            }
            if is_end {
                let rest: Vec<String> = tokens[place + 1..].iter().map(|token| token.text.to_uppercase()).collect();
                definition.storage = Some(rest.join(" ")).filter(|rest| !rest.is_empty() && rest != ";");
                break;
            }
        }
        definition
    }

    /// A column or a constraint of the table.
    fn item(&mut self, sql: &str, tokens: &[Token<'_>]) {
        let Some(first) = tokens.first() else { return };
        let of_table = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| first.is(word));
        let column = first.name();
        let mut name = None;
        let mut reference: Vec<String> = if of_table { Vec::new() } else { vec![column.clone()] };
        let mut place = usize::from(!of_table);
        while let Some(token) = tokens.get(place) {
            let next = tokens.get(place + 1);
            if token.is("CONSTRAINT") {
                name = next.map(Token::name);
                place += 1;
            } else if token.is("CHECK") {
                self.checks.push((name.take(), group(sql, &tokens[place + 1..])));
            } else if token.is("AS") && !of_table {
                self.generated.push((column.clone(), group(sql, &tokens[place + 1..])));
            } else if token.is("COLLATE") && !of_table {
                self.collations.extend(next.map(|collation| (column.clone(), collation.name())));
            } else if token.is("FOREIGN") {
                reference = names(&tokens[(place + 2).min(tokens.len())..]);
            } else if token.is("DEFERRED") {
                self.deferred.push(reference.clone());
            }
            place += 1;
            // What stands in parentheses was read with the word before them.
            if tokens.get(place).is_some_and(|token| token.text == "(") {
                place += length(&tokens[place..]);
            }
        }
    }
}

/// How many tokens there are from a parenthesis to the one that closes it.
fn length(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0;
    let closes = tokens.iter().position(|token| {
        depth += i32::from(token.text == "(") - i32::from(token.text == ")");
        depth == 0
    });
    closes.map_or(tokens.len(), |place| place + 1)
}

/// What stands between a parenthesis and the one that closes it, as it was written.
fn group(sql: &str, tokens: &[Token<'_>]) -> String {
    let length = length(tokens);
    match (tokens.first(), tokens.get(length.saturating_sub(1))) {
        (Some(open), Some(close)) if open.text == "(" => sql[open.end..close.begin].trim().to_owned(),
        _ => String::new(),
    }
}

/// The names that parentheses list.
fn names(tokens: &[Token<'_>]) -> Vec<String> {
    let inside = tokens.iter().take(length(tokens));
    inside.filter(|token| !matches!(token.text, "(" | ")" | ",")).map(Token::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pragmas_do_not_tell_is_read_from_the_definition() {
        let sql = "CREATE TABLE \"t\" ( -- a comment, with a comma\n \"a\" integer CONSTRAINT \"positive\" CHECK (\"a\" > (0)), \
                   b text COLLATE nocase DEFAULT ('it''s, (so)'), [c d] AS (a * 2) STORED, \
                   p integer REFERENCES q (r) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT t_a_key UNIQUE (a), \
                   CHECK (b <> 'it''s (so)'), FOREIGN KEY (a, b) REFERENCES q (r, s) DEFERRABLE INITIALLY DEFERRED) STRICT";
        let definition = Definition::read(sql);
        let checks = [(Some("positive".to_owned()), "\"a\" > (0)".to_owned()), (None, "b <> 'it''s (so)'".to_owned())];
        assert_eq!(definition.checks, checks);
        assert_eq!(definition.collations, [("b".to_owned(), "nocase".to_owned())]);
        assert_eq!(definition.generated, [("c d".to_owned(), "a * 2".to_owned())]);
        assert_eq!(definition.deferred, [vec!["p".to_owned()], vec!["a".to_owned(), "b".to_owned()]]);
        assert_eq!(definition.storage.as_deref(), Some("STRICT"));
    }

    #[test]
    fn expressions_of_an_index_are_read_from_its_definition() {
        let sql = "CREATE UNIQUE INDEX i ON t (((lower(a))), coalesce(b, 'x, y') COLLATE nocase DESC, c) WHERE a > 1;";
        assert_eq!(part(sql, 0).as_deref(), Some("lower(a)"));
        assert_eq!(part(sql, 1).as_deref(), Some("coalesce(b, 'x, y') COLLATE nocase"));
        assert_eq!(predicate(sql).as_deref(), Some("a > 1"));
        assert_eq!(predicate("CREATE INDEX i ON t (a)"), None);
    }

    #[test]
    fn sql_is_the_same_however_it_is_written() {
        assert_eq!(plain("( ( \"Age\" >0 ) )"), plain("age > 0 -- of the user"));
        assert_eq!(plain("(a) + (b)"), "( a ) + ( b )");
        assert_ne!(plain("a = 'X'"), plain("a = 'x'"));
    }
}
