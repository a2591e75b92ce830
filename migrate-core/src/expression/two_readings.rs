//! What MySQL and MariaDB read otherwise than the other databases, without an error on either side.

use sqlparser::tokenizer::Token;

use super::pieces::{Piece, pieces};
use crate::catalog::Sql;
use crate::dialect::{Dialect, Target};
use crate::refusal::Refusal;

/// Refuses one text for databases that do not mean the same by it.
pub(super) fn read_in_two_ways(sql: &Sql, noun: &str, targets: &[Target]) -> Option<Refusal> {
    let Sql::Everywhere(text) = sql else { return None };
    let mysql = targets.iter().find(|target| target.dialect.is_mysql_family())?.dialect;
    let mut others = targets.iter().map(|target| target.dialect).filter(|dialect| !dialect.is_mysql_family());
    let reading = others.find_map(|other| Some((other, reading(&text.text, other)?)));
    let (other, Reading { mysql: one, other: two, help }) = reading?;
    let problem = format!("{mysql} reads {one} in this {noun}, {other} {two}");
    Some(Refusal::new(text.at, problem).help(help))
}

/// The two meanings of something.
struct Reading {
    /// What MySQL reads.
    mysql: &'static str,
    /// What another database reads.
    other: &'static str,
    help: &'static str,
}

const QUOTED: Reading = Reading {
    mysql: "a text between double quotes",
    other: "a name",
    help: "write one text for each with `sql_for()`, or leave out quotes that a name does not need",
};

const JOINED: Reading = Reading {
    mysql: "`||` as OR",
    other: "joins two texts",
    help: "write one text for each with `sql_for()`: MySQL and MariaDB have `concat(…, …)`",
};

const POWER: Reading = Reading {
    mysql: "`^` as an exclusive OR of bits",
    other: "as a power",
    help: "write `power(…, …)`, or one text for each with `sql_for()`",
};

const OVERLAP: Reading = Reading {
    mysql: "`&&` as AND",
    other: "as the overlap of two arrays or ranges",
    help: "write `AND`, or one text for each with `sql_for()`",
};

const ESCAPED: Reading = Reading {
    mysql: "a backslash as the escape of the next character",
    other: "as itself",
    help: "write one text for each with `sql_for()`",
};

/// The first thing in a text that a database does not read as MySQL does.
fn reading(text: &str, dialect: Dialect) -> Option<Reading> {
    // All of them have one of these.
    if !text.contains(['"', '|', '^', '&', '\\']) {
        return None;
    }
    let pieces = pieces(text, dialect).ok()?;
    // What a column of a query is called is a name to all of them.
    let is_alias = |place: usize| place > 0 && pieces[place - 1].is("AS");
    let read = |(place, piece)| if is_alias(place) { None } else { read(piece, dialect) };
    pieces.iter().enumerate().find_map(read)
}

fn read(piece: &Piece, dialect: Dialect) -> Option<Reading> {
    let is_postgres = dialect == Dialect::Postgres;
    match &piece.token {
        Token::Word(word) if word.quote_style == Some('"') => Some(QUOTED),
        Token::StringConcat => Some(JOINED),
        Token::Caret if is_postgres => Some(POWER),
        Token::Overlap if is_postgres => Some(OVERLAP),
        Token::SingleQuotedString(text) if is_escaped(text) => Some(ESCAPED),
        _ => None,
    }
}

/// Whether a text is another one where a backslash takes the next character with it: that is itself before the signs of LIKE.
fn is_escaped(text: &str) -> bool {
    let mut after = text.split('\\').skip(1);
    after.any(|rest| !rest.starts_with(['%', '_']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{everywhere, sql};

    #[test]
    fn what_means_the_same_everywhere_passes() {
        for (text, meaning) in [
            ("SELECT id AS \"userId\" FROM users", None),
            ("SELECT \"id\" FROM users", Some("a text between double quotes")),
            ("nick || 'x'", Some("`||` as OR")),
            ("nick LIKE 'a\\%'", None),
            ("nick LIKE 'a\\\\'", Some("a backslash")),
            ("bits ^ 2", Some("`^`")),
            ("a && b", Some("`&&` as AND")),
            ("a AND b OR 'a || b' = c", None),
        ] {
            let refusal = read_in_two_ways(&sql(text), "check", &everywhere());
            let problem = refusal.as_ref().map(|refusal| refusal.problem.as_str());
            let is_said = |meaning: &str| problem.is_some_and(|problem| problem.contains(meaning));
            assert!(meaning.map_or(problem.is_none(), is_said), "{text}: {problem:?}");
            let without_mysql = [Target::new(Dialect::Postgres), Target::new(Dialect::Sqlite)];
            assert!(read_in_two_ways(&sql(text), "check", &without_mysql).is_none(), "{text}");
        }
    }
}
