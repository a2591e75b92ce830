//! Carries the rename of a column or a table into the text of an expression.

use std::collections::BTreeMap;

use super::reserved::is_reserved;
use super::walk::{ColumnUse, Identifier};
use super::walk_text;
use crate::catalog::name::split;
use crate::catalog::{Sql, SqlText};
use crate::dialect::{Dialect, Target};

/// The expression of `table` after one of its columns was renamed.
#[must_use]
pub fn rename_column(sql: &Sql, table: &str, from: &str, to: &str, targets: &[Target]) -> Sql {
    rewrite(sql, targets, |used, dialect| {
        (used.is_of(table, dialect) && used.column.resolves_to(from, dialect)).then(|| (&used.column, to.to_owned()))
    })
}

/// The expression after the table that it names was renamed, in its schema.
#[must_use]
pub fn rename_table(sql: &Sql, from: &str, to: &str, targets: &[Target]) -> Sql {
    rewrite(sql, targets, |used, dialect| {
        let qualifier = used.table.as_ref().filter(|_| used.is_of(from, dialect))?;
        Some((qualifier, split(to).1.to_owned()))
    })
}

/// The expression with another one in place of a column, for each database that has both; nothing where the column stands
/// behind the name of its table.
#[must_use]
pub fn with_computed(sql: &Sql, column: &str, computed: &Sql) -> Option<Sql> {
    let mut texts = BTreeMap::new();
    for dialect in Dialect::ALL {
        let (Some(text), Some(computed)) = (sql.text(dialect), computed.text(dialect)) else { continue };
        let is_meant = |used: &ColumnUse| used.column.resolves_to(column, dialect);
        let found = walk_text(text, dialect).ok().filter(|found| !found.is_declared)?;
        if found.columns.iter().any(|used| is_meant(used) && used.table.is_some()) {
            return None;
        }
        let replaced = edit(text, dialect, |used| {
            let meant = Some(&used.column).filter(|_| is_meant(used));
            meant.map(|identifier| (identifier, format!("({})", computed.text))).into_iter().collect()
        });
        texts.insert(dialect, Some(replaced));
    }
    Some(Sql::PerDialect(texts))
}

/// Whether two expressions say the same to every database that they are for, apart from how their names are quoted.
#[must_use]
pub fn is_same(left: &Sql, right: &Sql, targets: &[Target]) -> bool {
    let plain = |sql: &Sql, dialect| sql.text(dialect).map(|text| in_one_spelling(text, dialect));
    left == right || targets.iter().all(|target| plain(left, target.dialect) == plain(right, target.dialect))
}

/// Whether two texts differ for a database beside these: a script for one database is planned for that one alone, and what
/// changes nothing there may change something elsewhere.
#[must_use]
pub fn differs_elsewhere(left: &Sql, right: &Sql, targets: &[Target]) -> bool {
    if let (Sql::Everywhere(_), Sql::Everywhere(_)) = (left, right) {
        return false;
    }
    let is_elsewhere = |dialect: &Dialect| !targets.iter().any(|target| target.dialect == *dialect);
    let mut others = Dialect::ALL.into_iter().filter(is_elsewhere);
    others.any(|dialect| left.names(dialect) && right.names(dialect) && left.text(dialect) != right.text(dialect))
}

fn in_one_spelling(text: &SqlText, dialect: Dialect) -> SqlText {
    edit(text, dialect, |used| {
        let names = [used.table.as_ref(), Some(&used.column)].into_iter().flatten();
        names.map(|identifier| (identifier, format!("<{}>", identifier.folded(dialect)))).collect()
    })
}

fn rewrite(sql: &Sql, targets: &[Target], pick: impl Fn(&ColumnUse, Dialect) -> Option<(&Identifier, String)>) -> Sql {
    each(sql, targets, |text, dialect| rewrite_text(text, dialect, &pick))
}

/// Rewrites each text. One for every database stays one unless the databases spell a name differently.
pub(super) fn each(sql: &Sql, targets: &[Target], rewrite: impl Fn(&SqlText, Dialect) -> SqlText) -> Sql {
    match sql {
        Sql::Everywhere(text) => {
            let rewritten: BTreeMap<Dialect, Option<SqlText>> =
                targets.iter().map(|target| (target.dialect, Some(rewrite(text, target.dialect)))).collect();
            let mut texts = rewritten.values().flatten();
            let first = texts.next().unwrap_or(text).clone();
            if texts.all(|other| *other == first) { Sql::Everywhere(first) } else { Sql::PerDialect(rewritten) }
        }
        Sql::PerDialect(texts) => Sql::PerDialect(
            texts.iter().map(|(dialect, text)| (*dialect, text.as_ref().map(|text| rewrite(text, *dialect)))).collect(),
        ),
    }
}

fn rewrite_text(
    text: &SqlText,
    dialect: Dialect,
    pick: &impl Fn(&ColumnUse, Dialect) -> Option<(&Identifier, String)>,
) -> SqlText {
    edit(text, dialect, |used| {
        let picked = pick(used, dialect).into_iter();
        picked.map(|(identifier, name)| (identifier, respelled(identifier, &name, dialect))).collect()
    })
}

/// The text with some of its names replaced. One that does not parse stays as it is.
fn edit(text: &SqlText, dialect: Dialect, replaced: impl Fn(&ColumnUse) -> Vec<(&Identifier, String)>) -> SqlText {
    // What could not be read is not rewritten: the names that it is said to use have no place in it.
    let Some(found) = walk_text(text, dialect).ok().filter(|found| !found.is_declared) else { return text.clone() };
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for (identifier, name) in found.columns.iter().flat_map(replaced) {
        let start = offset(&text.text, identifier.start);
        edits.push((start, start + length(identifier), name));
    }
    edited(text, edits)
}

/// The text with each range replaced. Two edits of one range are one.
pub(super) fn edited(text: &SqlText, mut edits: Vec<(usize, usize, String)>) -> SqlText {
    edits.sort();
    edits.dedup();
    let mut rewritten = text.text.clone();
    for (start, end, name) in edits.into_iter().rev() {
        rewritten.replace_range(start..end, &name);
    }
    SqlText { text: rewritten, ..text.clone() }
}

/// The byte at a line and a character, both counted from 1.
pub(super) fn offset(text: &str, (line, column): (u64, u64)) -> usize {
    let mut at = (1, 1);
    for (offset, letter) in text.char_indices() {
        if at == (line, column) {
            return offset;
        }
        at = if letter == '\n' { (at.0 + 1, 1) } else { (at.0, at.1 + 1) };
    }
    text.len()
}

/// How many bytes the identifier takes, with its quotes. A name of the model holds no quote.
pub(super) const fn length(identifier: &Identifier) -> usize {
    identifier.text.len() + if identifier.quote.is_some() { 2 } else { 0 }
}

/// Another name in place of this one. Quotes that only the old name needed go with it, so that a name comes back as it was.
pub(super) fn respelled(written: &Identifier, name: &str, dialect: Dialect) -> String {
    spelled(name, written.quote.filter(|_| is_plain(&written.text, dialect)), dialect)
}

/// The name as the database reads it back, in the author's quotes if there were any.
pub(super) fn spelled(name: &str, quote: Option<char>, dialect: Dialect) -> String {
    match quote {
        Some('[') => format!("[{name}]"),
        Some(quote) => format!("{quote}{name}{quote}"),
        None if is_plain(name, dialect) => name.to_owned(),
        None => format!("{quote}{name}{quote}", quote = dialect.quote()),
    }
}

/// The name without quotes, if every database finds it so.
#[must_use]
pub fn as_plain(name: &str) -> Option<&str> {
    Dialect::ALL.into_iter().all(|dialect| is_plain(name, dialect)).then_some(name)
}

pub(super) fn is_plain(name: &str, dialect: Dialect) -> bool {
    let is_reserved = Dialect::ALL.into_iter().any(|dialect| is_reserved(name, dialect));
    is_word(name, dialect) && !is_reserved && !GRAMMAR.split(' ').any(|word| name.eq_ignore_ascii_case(word))
}

/// Whether a name between quotes says the same without them: where another one is read as a column, so is this.
pub(super) fn is_same_without_quotes(name: &str, dialect: Dialect) -> bool {
    is_word(name, dialect) && !VALUES.split(' ').any(|word| name.eq_ignore_ascii_case(word))
}

fn is_word(name: &str, dialect: Dialect) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let folds = dialect == Dialect::Postgres && name.chars().any(char::is_uppercase);
    begins && !folds && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Words that are values by themselves.
const VALUES: &str = "current_catalog current_date current_role current_schema current_time current_timestamp \
    current_user default false localtime localtimestamp null session_user true user";

/// Words with which the grammar of an expression begins something else, though databases read them as a column.
const GRAMMAR: &str = "date extract position substring time timestamp trim";
