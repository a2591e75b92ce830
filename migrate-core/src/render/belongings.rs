//! What of a SQLite table would be lost if it was made anew from what the catalogue knows of it.

use super::literal::text;
use super::question::ROWS;
use super::{create_table, expected};
use crate::catalog::{Name, Table};
use crate::dialect::Dialect;
use crate::expression;
use crate::lower::rebuild::{Belongings, Definition};

const DIALECT: Dialect = Dialect::Sqlite;

/// The words of a definition that make something which SQLite lists nowhere: checks, collations, what a row does that
/// breaks a constraint, foreign keys that wait, STRICT and WITHOUT ROWID. How often each is said is all that is compared, as
/// SQLite edits the text with each `ALTER TABLE`; a check in place of another one is not seen.
const WORDS: [&str; 6] = ["CHECK", "COLLATE", "CONFLICT", "DEFERRED", "STRICT", "WITHOUT"];

/// That nothing would be lost, in words, and the query for what would be.
pub fn unknown(known: &Belongings<'_>) -> (String, String) {
    let mut queries = vec![objects(known), columns(known.table)];
    if known.definition == Definition::Rendered {
        queries.push(expected::unknown_constraints(known.table));
        queries.extend(words(known.table));
    }
    let meaning = format!("`{}` has nothing that would be lost when it is made anew", known.table.name);
    (meaning, format!("{} {ROWS}", queries.join(" UNION ALL ")))
}

/// The triggers and indexes that raw SQL made.
fn objects(known: &Belongings<'_>) -> String {
    let triggers: Vec<String> = known.triggers.iter().map(|trigger| text(trigger, DIALECT)).collect();
    format!(
        "SELECT type || ' `' || name || '`' AS offending FROM sqlite_schema WHERE tbl_name = {} COLLATE NOCASE \
         AND (type = 'trigger' AND name NOT IN ({}) OR type = 'index' AND sql IS NOT NULL AND name NOT IN ({}))",
        text(&known.table.name, DIALECT),
        triggers.join(", "),
        names(known.table.indexes.iter().map(|index| &index.name)),
    )
}

/// The columns that somebody else made.
fn columns(table: &Table) -> String {
    format!(
        "SELECT 'column `' || name || '`' FROM pragma_table_xinfo({}) WHERE name COLLATE NOCASE NOT IN ({})",
        text(&table.name, DIALECT),
        names(table.columns.iter().map(|column| &column.name)),
    )
}

fn names<'a>(names: impl Iterator<Item = &'a Name>) -> String {
    names.map(|name| text(name, DIALECT)).collect::<Vec<_>>().join(", ")
}

/// The words that the definition says more often than the one which would take its place. The query reads it letter by
/// letter; `inside` is the sign that ends the quotes or the comment that a letter stands in.
fn words(table: &Table) -> Option<String> {
    let said = expression::plain_words(&create_table(table, DIALECT), DIALECT)?;
    let times = |word: &str| said.iter().filter(|said| *said == word).count();
    // Without quotes a column may be called so.
    let is_column = |word: &str| table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(word));
    let words = WORDS.iter().filter(|word| !is_column(word));
    let known: Vec<String> = words.map(|word| format!("('{word}', {})", times(word))).collect();
    // Texts are compared in this way where nothing is said.
    let is_binary = "substr(ltrim(substr(sql, at + 7), ' \"''`[' || char(9, 10, 13)), 1, 6) = 'BINARY' COLLATE NOCASE";
    Some(format!(
        "SELECT '`' || word || '`, which its definition says more often than the migrations' FROM (\
         WITH RECURSIVE known(word, times) AS (VALUES {}), \
         definition(sql) AS (SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = {} COLLATE NOCASE), \
         letters(at, inside) AS (SELECT 1, '' UNION ALL SELECT at + 1, CASE \
         WHEN inside <> '' THEN iif(substr(sql, at + 1 - length(inside), length(inside)) = inside, '', inside) \
         WHEN substr(sql, at, 2) = '--' THEN char(10) WHEN substr(sql, at, 2) = '/*' THEN '*/' \
         WHEN substr(sql, at, 1) IN ('''', '\"', '`') THEN substr(sql, at, 1) \
         WHEN substr(sql, at, 1) = '[' THEN ']' ELSE '' END FROM letters, definition WHERE at <= length(sql)) \
         SELECT word FROM letters, definition, known WHERE inside = '' \
         AND substr(sql, at, length(word)) = word COLLATE NOCASE \
         AND substr(sql, at - 1, 1) NOT GLOB '[A-Za-z0-9_]' \
         AND substr(sql, at + length(word), 1) NOT GLOB '[A-Za-z0-9_]' \
         AND NOT (word = 'COLLATE' AND {is_binary}) GROUP BY word, times HAVING count(*) > times)",
        known.join(", "),
        text(&table.name, DIALECT),
    ))
}
