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

/// Whether PostgreSQL refuses these words in a transaction.
#[must_use]
pub fn runs_outside(text: &str, dialect: Dialect) -> bool {
    let words: Vec<String> = pieces(text, dialect).unwrap_or_default().iter().map(Piece::upper).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["VACUUM", ..] => true,
        _ if dialect != Dialect::Postgres => false,
        ["CREATE" | "DROP", "DATABASE" | "TABLESPACE" | "SUBSCRIPTION", ..] | ["ALTER", "SYSTEM", ..] => true,
        // In a transaction the value could not be used.
        ["ALTER", "TYPE", rest @ ..] => rest.windows(2).any(|pair| pair == ["ADD", "VALUE"]),
        ["CREATE" | "DROP" | "REINDEX" | "ALTER", rest @ ..] => rest.contains(&"CONCURRENTLY"),
        _ => false,
    }
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
        .or_else(|| {
            let name = new_form(&pieces, operation, dialect)?;
            table::check(text, &pieces, after.table(&name)?, dialect)
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
    let is_word = |word: &str| pieces.iter().any(|piece| piece.means(word, dialect));
    // A name may lie in a schema.
    let is_named = |name: &str| is_word(name) || name.split('.').all(is_word);
    let missing = named(operation).into_iter().find(|name| !is_named(name))?;
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
