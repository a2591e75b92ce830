//! Statements with their values written out, for where nothing can be bound.

use std::iter::Peekable;
use std::str::Chars;

use migrate_core::dialect::Dialect;

use super::channel::{Parameter, Statement};

impl Statement {
    /// The statement with the values in place of its placeholders.
    pub fn written_out(&self, dialect: Dialect) -> String {
        if self.parameters.is_empty() {
            return self.sql.clone();
        }
        let mut places = Places { rest: self.sql.chars().peekable(), dialect, written: String::new(), seen: 0 };
        while let Some(place) = places.next() {
            let value = self.parameters.get(place).expect("each placeholder has a value");
            places.written += &literal(value, dialect);
        }
        places.written
    }
}

/// A value as SQL that means the same whatever the settings of a session are.
fn literal(value: &Parameter, dialect: Dialect) -> String {
    match value {
        Parameter::Integer(value) => value.to_string(),
        Parameter::Text(text) => text_literal(text, dialect),
    }
}

/// A text as SQL.
pub fn text_literal(text: &str, dialect: Dialect) -> String {
    let quoted = text.replace('\'', "''");
    match dialect {
        Dialect::Sqlite => format!("'{quoted}'"),
        Dialect::MySql | Dialect::MariaDb => format!("'{}'", quoted.replace('\\', "\\\\")),
        // Without the `E`, a setting says what a backslash is.
        Dialect::Postgres if text.contains('\\') => format!("E'{}'", quoted.replace('\\', "\\\\")),
        Dialect::Postgres => format!("'{quoted}'"),
    }
}

/// The placeholders of a statement, in which authors' SQL may stand: what lies in texts, names and comments is none.
struct Places<'a> {
    rest: Peekable<Chars<'a>>,
    dialect: Dialect,
    /// What was read, up to the placeholder.
    written: String,
    seen: usize,
}

impl Places<'_> {
    /// Reads up to behind the next placeholder, and returns which value it stands for.
    fn next(&mut self) -> Option<usize> {
        while let Some(c) = self.rest.next() {
            match c {
                '?' if self.dialect != Dialect::Postgres => {
                    self.seen += 1;
                    return Some(self.seen - 1);
                }
                '$' if self.dialect == Dialect::Postgres => match self.number() {
                    Some(number) => return Some(number - 1),
                    None => self.dollar_quoted(),
                },
                '\'' | '"' | '`' => {
                    let is_escaped = c == '\'' && self.has_backslashes();
                    self.written.push(c);
                    self.quoted(c, is_escaped);
                }
                '-' | '/' if self.rest.peek() == Some(&if c == '-' { '-' } else { '*' }) => {
                    self.written.push(c);
                    self.comment(c == '/');
                }
                // A `$` in a name begins nothing.
                c if c.is_alphanumeric() || c == '_' => {
                    self.written.push(c);
                    while let Some(c) = self.rest.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '$')) {
                        self.written.push(c);
                    }
                }
                c => self.written.push(c),
            }
        }
        None
    }

    fn number(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    /// Whether a backslash in the text that begins here takes the meaning of the next character.
    fn has_backslashes(&self) -> bool {
        match self.dialect {
            Dialect::MySql | Dialect::MariaDb => true,
            Dialect::Sqlite => false,
            Dialect::Postgres => {
                let mut before = self.written.chars().rev();
                let is_marked = before.next().is_some_and(|c| matches!(c, 'e' | 'E'));
                is_marked && before.next().is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '$')))
            }
        }
    }

    /// Up to the quote that ends it. A doubled quote ends it too, and begins it anew.
    fn quoted(&mut self, end: char, is_escaped: bool) {
        while let Some(c) = self.rest.next() {
            self.written.push(c);
            if c == '\\' && is_escaped {
                self.written.extend(self.rest.next());
            } else if c == end {
                if self.rest.next_if_eq(&end).is_none() {
                    return;
                }
                self.written.push(end);
            }
        }
    }

    /// `$$ … $$` or `$name$ … $name$`.
    fn dollar_quoted(&mut self) {
        let mut mark = "$".to_owned();
        while let Some(c) = self.rest.next_if(|c| c.is_alphanumeric() || *c == '_') {
            mark.push(c);
        }
        if self.rest.next_if_eq(&'$').is_none() {
            self.written += &mark;
            return;
        }
        mark.push('$');
        let mut text = mark.clone();
        for c in self.rest.by_ref() {
            text.push(c);
            if text.len() >= 2 * mark.len() && text.ends_with(&mark) {
                break;
            }
        }
        self.written += &text;
    }

    /// To the end of the line, or of what may hold comments itself.
    fn comment(&mut self, is_block: bool) {
        let mut depth = 0;
        self.written.extend(self.rest.next());
        while let Some(c) = self.rest.next() {
            self.written.push(c);
            let next = self.rest.peek().copied();
            match (c, next) {
                ('\n', _) if !is_block => return,
                ('*', Some('/')) if is_block => {
                    self.written.extend(self.rest.next());
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                }
                ('/', Some('*')) if is_block && self.dialect == Dialect::Postgres => {
                    self.written.extend(self.rest.next());
                    depth += 1;
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(dialect: Dialect, sql: &str, expected: &str) {
        let parameters = vec![Parameter::Integer(-7), Parameter::Text("it's a \\".to_owned())];
        let statement = Statement { sql: sql.to_owned(), parameters };
        assert_eq!(statement.written_out(dialect), expected);
    }

    #[test]
    fn values_take_the_places_of_their_placeholders() {
        check(Dialect::Postgres, "SELECT $2, $1,$2", r"SELECT E'it''s a \\', -7,E'it''s a \\'");
        check(Dialect::MySql, "SELECT ?, ?", r"SELECT -7, 'it''s a \\'");
        check(Dialect::MariaDb, "SELECT ?, ?", r"SELECT -7, 'it''s a \\'");
        check(Dialect::Sqlite, "SELECT ?, ?", r"SELECT -7, 'it''s a \'");
    }

    #[test]
    fn what_looks_like_a_placeholder_in_a_text_a_name_or_a_comment_is_none() {
        for same in [
            "'costs $1' || 'it''s $1'",
            r"E'\' $1' || '\'",
            r#""a $1 ""b"" $1""#,
            "$$ $1 $$",
            "$a$ $1 $$ $b$ $1 $a$",
            "name$1",
            "/* $1 /* $1 */ $1 */",
            "-- $1\n",
            "a - b / c",
            "'é $1' || é$1",
        ] {
            check(Dialect::Postgres, &format!("SELECT {same}, $1"), &format!("SELECT {same}, -7"));
        }
        for same in [r"'\' ?' '' ", "`a ? ``b`` ?`", "\"?\"", "/* ? */ -- ?\n"] {
            check(Dialect::MySql, &format!("SELECT {same}, ?"), &format!("SELECT {same}, -7"));
        }
        for same in [r"'\' ", "[a]", "\"a ? \"\"b\"\"\""] {
            check(Dialect::Sqlite, &format!("SELECT {same}, ?"), &format!("SELECT {same}, -7"));
        }
    }
}
