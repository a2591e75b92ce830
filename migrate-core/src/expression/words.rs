//! The words in which an author has a statement sent: one statement, and none that plainly does something else.

mod head;
mod table;

use sqlparser::tokenizer::Token;

use super::declared::not_asked;
use super::pieces::{Piece, pieces};
use super::statement::{check_alone, check_rows};
use crate::catalog::{Catalog, Sql, SqlText};
use crate::dialect::{Dialect, Target};
use crate::location::Location;
use crate::operation::Operation;
use crate::refusal::{Call, Refusal};
use head::{Head, head, heads, named};

/// What is wrong with the words of an operation, on any target. `after` is the schema that it leaves.
#[must_use]
pub fn check_words(sql: &Sql, operation: &Operation, after: &Catalog, targets: &[Target]) -> Vec<Refusal> {
    if let Some(refusal) = nothing(sql).or_else(|| not_asked(sql, Location::UNKNOWN)) {
        return vec![refusal];
    }
    let texts = targets.iter().filter_map(|target| Some((sql.text(target.dialect)?, target.dialect)));
    let mut refusals: Vec<Refusal> = Vec::new();
    for (text, dialect) in texts {
        let found = check(text, operation, after, dialect);
        refusals.extend(found.filter(|found| !refusals.iter().any(|known| known.at == found.at)));
    }
    refusals
}

/// Whether the words create a table of this name.
#[must_use]
pub fn creates_table(text: &SqlText, table: &str, dialect: Dialect) -> bool {
    let Ok(pieces) = pieces(&text.text, dialect) else { return false };
    head(&pieces).is_some_and(|head| head.is("CREATE", "TABLE") && head.names(table, dialect))
}

/// The words that create a table, under another name.
#[must_use]
pub fn creating_as(text: &str, name: &str, dialect: Dialect) -> Option<String> {
    let pieces = pieces(text, dialect).ok()?;
    let head = head(&pieces).filter(|head| head.is("CREATE", "TABLE"))?;
    let (first, end) = (pieces.get(head.at)?, pieces.get(head.end)?);
    let quote = dialect.quote();
    Some(format!("{}{quote}{name}{quote} {}", &text[..first.start], &text[end.start..]))
}

/// The words that create a view, as those that put it in place of another one.
#[must_use]
pub fn replacing_view(text: &str, dialect: Dialect) -> String {
    let pieces = pieces(text, dialect).unwrap_or_default();
    match pieces.as_slice() {
        [create, next, ..] if create.is("CREATE") && !next.is("OR") => {
            format!("{}OR REPLACE {}", &text[..next.start], &text[next.start..])
        }
        _ => text.to_owned(),
    }
}

/// The words that put a view in place of another one, as those that create it.
#[must_use]
pub fn creating_view(text: &str, dialect: Dialect) -> String {
    let pieces = pieces(text, dialect).unwrap_or_default();
    match pieces.as_slice() {
        [create, or, replace, next, ..] if create.is("CREATE") && or.is("OR") && replace.is("REPLACE") => {
            format!("{}{}", &text[..or.start], &text[next.start..])
        }
        _ => text.to_owned(),
    }
}

/// Whether words that make a column say more of it than this definition does.
#[must_use]
pub fn says_more(text: &SqlText, column: &str, definition: &str, dialect: Dialect) -> bool {
    let (Ok(written), Ok(rendered)) = (pieces(&text.text, dialect), pieces(definition, dialect)) else { return false };
    let begins = |at: &usize| {
        written[*at].means(column, dialect)
            && at.checked_sub(1).is_some_and(|before| {
                let before = &written[before];
                matches!(before.token, Token::LParen | Token::Comma) || before.is("COLUMN") || before.is("ADD")
            })
    };
    let Some(start) = (0..written.len()).find(begins) else { return false };
    let mut depth = 0_i32;
    let mut ends = |piece: &&Piece| {
        depth += i32::from(piece.token == Token::LParen) - i32::from(piece.token == Token::RParen);
        depth < 0 || depth == 0 && piece.token == Token::Comma
    };
    let end = written[start + 1..].iter().take_while(|piece| !ends(piece)).count() + start + 1;
    let known: Vec<String> = rendered.iter().map(meaning).collect();
    written[start + 1..end].iter().map(meaning).any(|word| !known.contains(&word) && !UNSAID.contains(&word.as_str()))
}

/// What a definition may say that the model has elsewhere, or that goes without saying.
const UNSAID: [&str; 6] = ["", "NULL", "NOT", "PRIMARY", "KEY", "UNIQUE"];

/// A word of a definition, the same for what means the same.
fn meaning(piece: &Piece) -> String {
    match (&piece.token, piece.upper().as_str()) {
        (Token::Number(number, _), _) => number.clone(),
        (_, "INTEGER") => "INT".to_owned(),
        (_, "NUMERIC" | "DEC") => "DECIMAL".to_owned(),
        (_, "BOOL" | "BOOLEAN") => "TINYINT".to_owned(),
        (_, word) => word.to_owned(),
    }
}

/// The words of a statement that stand without quotes, in upper case; nothing where it cannot be read.
#[must_use]
pub fn plain_words(text: &str, dialect: Dialect) -> Option<Vec<String>> {
    let pieces = pieces(text, dialect).ok()?;
    Some(pieces.iter().filter_map(Piece::keyword).map(str::to_uppercase).collect())
}

/// Whether PostgreSQL refuses these words in a transaction.
#[must_use]
pub fn runs_outside(text: &str, dialect: Dialect) -> bool {
    let mut pieces = pieces(text, dialect).unwrap_or_default();
    pieces.retain(|piece| piece.token != Token::SemiColon);
    let words: Vec<String> = pieces.iter().map(Piece::upper).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["VACUUM", ..] => true,
        _ if dialect != Dialect::Postgres => false,
        // What is not about one table goes through all of them, each in a transaction of its own.
        ["CLUSTER"] | ["CLUSTER", "VERBOSE"] | ["CLUSTER", "", "VERBOSE", ""] => true,
        ["REINDEX", rest @ ..] if reindexes_several(rest) => true,
        ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..] | ["ALTER", "SYSTEM", ..] => true,
        ["ALTER", "DATABASE", _, "SET", "TABLESPACE", ..] => true,
        // In a transaction the value could not be used.
        ["ALTER", "TYPE", rest @ ..] => rest.windows(2).any(|pair| pair == ["ADD", "VALUE"]),
        ["CREATE" | "DROP" | "REINDEX" | "ALTER", rest @ ..] => rest.contains(&"CONCURRENTLY"),
        _ => false,
    }
}

fn reindexes_several(rest: &[&str]) -> bool {
    let kind = rest.iter().find(|word| ["INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"].contains(word));
    kind.is_some_and(|kind| ["SCHEMA", "DATABASE", "SYSTEM"].contains(kind))
}

/// The schema or database that SQL drops on some database, as it is written.
#[must_use]
pub fn dropped_database(sql: &Sql) -> Option<String> {
    let of = |text: &SqlText, dialect| {
        let pieces = pieces(&text.text, dialect).ok()?;
        let drops = pieces.first()?.is("DROP")
            && ["DATABASE", "SCHEMA"].iter().any(|kind| pieces.get(1).is_some_and(|it| it.is(kind)));
        let name = pieces.iter().skip(2).find(|piece| !piece.is("IF") && !piece.is("EXISTS"))?;
        drops.then(|| name.identifier().map(|name| name.text)).flatten()
    };
    Dialect::ALL.into_iter().find_map(|dialect| of(sql.text(dialect)?, dialect))
}

/// Whether the words create a table that consists of partitions.
#[must_use]
pub fn is_partitioned(text: &SqlText, dialect: Dialect) -> bool {
    let words: Vec<String> = pieces(&text.text, dialect).unwrap_or_default().iter().map(Piece::upper).collect();
    words.windows(2).any(|pair| pair == ["PARTITION", "BY"])
}

impl Piece {
    /// The word in upper case, if it stands without quotes; else nothing.
    fn upper(&self) -> String {
        self.keyword().map(str::to_uppercase).unwrap_or_default()
    }
}

/// A database that is not named is sent the rendered SQL, so that there is nothing to say with nothing.
fn nothing(sql: &Sql) -> Option<Refusal> {
    let Sql::PerDialect(texts) = sql else { return None };
    let at = sql.texts().next().map_or(Location::UNKNOWN, |text| text.at);
    let call = if at == Location::UNKNOWN { Call::After("sql_for") } else { Call::Around("sql_for") };
    if texts.is_empty() {
        let refusal = Refusal::new(at, "this SQL has no text for any database").of(call);
        return Some(refusal.help("write a text for each database that is to be sent it, as `.postgres(\"…\")`"));
    }
    let (dialect, _) = texts.iter().find(|(_, text)| text.is_none())?;
    let refusal = Refusal::new(at, format!("a statement in your own words cannot be nothing on {dialect}")).of(call);
    Some(
        refusal
            .note("the schema of the history would have what the database does not")
            .help(format!("delete `.nothing_on({dialect:?})`: a database that is not named is sent the rendered SQL")),
    )
}

fn check(text: &SqlText, operation: &Operation, after: &Catalog, dialect: Dialect) -> Option<Refusal> {
    let pieces = match pieces(&text.text, dialect) {
        Ok(pieces) => pieces,
        Err(reason) => {
            let note = format!("as {dialect} would read it");
            return Some(Refusal::new(text.at, format!("this SQL {reason}")).note(note));
        }
    };
    let tokens: Vec<Token> = pieces.iter().map(|piece| piece.token.clone()).collect();
    let words: Vec<String> = pieces.iter().map(Piece::upper).collect();
    if words.is_empty() {
        return Some(Refusal::new(text.at, "this SQL holds no statement"));
    }
    let several = "write the one that takes the place of the rendered one; what else is needed is an `execute`";
    check_alone(text, &tokens, &words, several)
        .or_else(|| check_rows(text, &words))
        .or_else(|| check_head(text, &pieces, operation, dialect))
        .or_else(|| check_star(text, &pieces, operation))
        .or_else(|| {
            let name = new_form(&pieces, operation, dialect)?;
            table::check(text, &pieces, after.table(&name)?, dialect)
        })
}

/// The words of a view make it again when its table has more columns, and SQLite reads them whenever it is asked.
fn check_star(text: &SqlText, pieces: &[Piece], operation: &Operation) -> Option<Refusal> {
    if !matches!(operation, Operation::CreateView(_) | Operation::ReplaceView(_)) {
        return None;
    }
    let follows = |before: &Piece| {
        ["SELECT", "DISTINCT", "ALL"].iter().any(|word| before.is(word))
            || matches!(before.token, Token::Comma | Token::Period)
    };
    let is_star = |pair: &[Piece]| pair[1].token == Token::Mul && follows(&pair[0]);
    pieces.windows(2).any(is_star).then(|| {
        Refusal::new(text.at, "a view in your own words cannot select `*`")
            .note("its columns would be others as soon as its tables have others, and the history would not know")
            .help("write the columns")
    })
}

/// The table that the words create.
fn new_form(pieces: &[Piece], operation: &Operation, dialect: Dialect) -> Option<String> {
    let head = head(pieces).filter(|head| head.is("CREATE", "TABLE"))?;
    heads(operation, dialect).into_iter().map(|expected| expected.name).find(|name| head.names(name, dialect))
}

/// Why the words must do what the statement says.
const MODEL: &str = "the history follows the statement, and would no longer know what the database holds";

fn check_head(text: &SqlText, pieces: &[Piece], operation: &Operation, dialect: Dialect) -> Option<Refusal> {
    let expected = heads(operation, dialect);
    let first = expected.first()?;
    let Some(found) = head(pieces) else {
        let verb = pieces[0].upper();
        let is_other = matches!(verb.as_str(), "GRANT" | "REVOKE" | "SET" | "ANALYZE" | "VACUUM" | "REINDEX");
        return is_other.then(|| something_else(text, &verb, first));
    };
    let alike: Vec<&head::Expected> =
        expected.iter().filter(|expected| found.is(expected.verb, expected.kind)).collect();
    let Some(meant) = alike.first() else { return Some(something_else(text, &found.words(), first)) };
    if let Some(name) = found.name.as_ref().filter(|_| !alike.iter().any(|one| found.names(&one.name, dialect))) {
        let problem = format!("this SQL is about `{name}`, and the statement about `{}`", meant.name);
        let refusal = Refusal::new(text.at, problem).note(MODEL);
        return Some(refusal.help(format!("write `{} {} {}`", meant.verb, meant.kind, meant.name)));
    }
    // The new form of a table need not name what goes.
    if found.is("CREATE", "TABLE") {
        return None;
    }
    let is_named = |name: &str| pieces.iter().any(|piece| piece.means(name, dialect));
    let missing = named(operation).into_iter().find(|name| !is_named(name.local()))?;
    Some(Refusal::new(text.at, format!("this SQL does not name `{missing}`, which the statement does")).note(MODEL))
}

fn something_else(text: &SqlText, found: &str, expected: &head::Expected) -> Refusal {
    let head::Expected { verb, kind, name } = expected;
    Refusal::new(text.at, format!("this SQL is a `{found}`, which is not what the statement does"))
        .note(MODEL)
        .help(format!("write SQL that begins with `{verb} {kind} {name}`, or the statement for this SQL"))
}

impl Head {
    fn is(&self, verb: &str, kind: &str) -> bool {
        self.verb == verb && self.kind == kind
    }

    /// Whether it is about the object of this name, with or without the name of a schema before it.
    fn names(&self, name: &str, dialect: Dialect) -> bool {
        let fold = |text: &str| if dialect == Dialect::Postgres { text.to_owned() } else { text.to_lowercase() };
        let name = fold(name);
        let found = self.name.as_deref().map(fold);
        found.is_some_and(|found| found == name || found.ends_with(&format!(".{name}")))
    }

    fn words(&self) -> String {
        format!("{} {}", self.verb, self.kind)
    }
}
