//! The words of an inverse: those of its author, or those that made what it brings back.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Inverse;
use crate::apply::tables;
use crate::catalog::{Catalog, Index, Object, Remembered, Sql, SqlText};
use crate::dialect::{Dialect, Target};
use crate::expression;
use crate::location::Location;
use crate::operation::{CreateIndex, Operation, WrittenAs};
use crate::refusal::Refusal;

/// An inverse in words, where there are any for it.
pub(super) fn in_their_words(
    mut inverse: Inverse,
    operation: &Operation,
    before: &Catalog,
    targets: &[Target],
) -> Inverse {
    let reverse = operation.reverse_words();
    let apart = if reverse.is_none() { apart(&mut inverse.operations, before, targets) } else { 0..0 };
    let mut missing = None;
    for made in &mut inverse.operations[apart] {
        word(made, operation, None, (before, targets), &mut missing);
    }
    if let Some(own) = own(&mut inverse.operations, operation) {
        word(own, operation, reverse, (before, targets), &mut missing);
    }
    inverse.missing = inverse.missing.or(missing);
    inverse
}

/// Puts an operation of an inverse in words, where there are any for it.
fn word(
    own: &mut Operation,
    operation: &Operation,
    reverse: Option<&Sql>,
    (before, targets): (&Catalog, &[Target]),
    missing: &mut Option<Refusal>,
) {
    let mut texts = BTreeMap::new();
    for dialect in targets.iter().map(|target| target.dialect) {
        let written = reverse.and_then(|reverse| reverse.text(dialect));
        let text = match (written, remembered(operation, own, before, dialect)) {
            (Some(text), _) | (None, Remembered::Same(text)) => text,
            (None, Remembered::Nothing) => continue,
            (None, Remembered::Changed) => {
                missing.get_or_insert_with(|| changed(own, before, dialect));
                continue;
            }
        };
        texts.insert(dialect, text.clone());
    }
    // What is wrong with a word of its author is said of it as well.
    let unused = reverse.filter(|_| texts.is_empty());
    if let Some(sql) = unused.cloned().or_else(|| joined(texts, targets)) {
        *own = WrittenAs::wrapping(own.clone(), Some(sql), None);
    }
}

/// Takes the indexes that words made out of a table that is made again: each gets its own statement behind it, at these
/// places.
fn apart(operations: &mut Vec<Operation>, before: &Catalog, targets: &[Target]) -> Range<usize> {
    let Some(Operation::CreateTable(create)) = operations.first_mut() else { return 0..0 };
    let name = create.table.name.clone();
    let has_words = |index: &Index| {
        let object = Object::Index(name.clone(), index.name.clone());
        targets.iter().any(|target| before.first_words(&object, target.dialect).is_some())
    };
    let (worded, plain) = std::mem::take(&mut create.table.indexes).into_iter().partition(has_words);
    create.table.indexes = plain;
    let worded: Vec<Index> = worded;
    let places = 1..1 + worded.len();
    let made = worded.into_iter().map(|index| Operation::CreateIndex(CreateIndex { table: name.clone(), index }));
    operations.splice(1..1, made);
    places
}

/// The operation of an inverse that undoes what the statement itself does, and not what came with it.
fn own<'a>(inverse: &'a mut [Operation], operation: &Operation) -> Option<&'a mut Operation> {
    // The keys and indexes of a column go before it.
    let is_last = matches!(operation.unworded(), Operation::AddColumn(_));
    if is_last { inverse.last_mut() } else { inverse.first_mut() }
}

/// What is known of the words that made what an operation of an inverse makes again.
fn remembered<'a>(operation: &Operation, own: &Operation, before: &'a Catalog, dialect: Dialect) -> Remembered<'a> {
    let Some(object) = own.made() else { return made_anew(operation, own, before, dialect) };
    match (before.remembered(&object, dialect), own) {
        // The rows get what the words do not say.
        (Remembered::Same(_), Operation::AddColumn(add))
            if before.table(&add.table).and_then(|table| table.column(&add.column.name)) != Some(&add.column) =>
        {
            Remembered::Changed
        }
        (found, _) => found,
    }
}

/// What is known of the words for the table that SQLite makes anew: they are needed again where the statement has some.
fn made_anew<'a>(operation: &Operation, own: &Operation, before: &'a Catalog, dialect: Dialect) -> Remembered<'a> {
    let Operation::WrittenAs(WrittenAs { sql: Some(sql), .. }) = operation else { return Remembered::Nothing };
    let [table] = tables(own)[..] else { return Remembered::Nothing };
    let is_new_form = |text: &SqlText| expression::creates_table(text, table, dialect);
    match sql.text(dialect) {
        Some(text) if dialect == Dialect::Sqlite && is_new_form(text) => {
            before.remembered(&Object::Table(table.clone()), dialect)
        }
        _ => Remembered::Nothing,
    }
}

/// One text for all databases if it is the same on each.
fn joined(texts: BTreeMap<Dialect, SqlText>, targets: &[Target]) -> Option<Sql> {
    let first = texts.values().next()?.clone();
    let everywhere = targets.iter().all(|target| texts.get(&target.dialect) == Some(&first));
    if everywhere {
        return Some(Sql::Everywhere(first));
    }
    let mut texts: BTreeMap<Dialect, Option<SqlText>> =
        texts.into_iter().map(|(dialect, text)| (dialect, Some(text))).collect();
    if texts.get(&Dialect::MySql) == texts.get(&Dialect::MariaDb) {
        texts.remove(&Dialect::MariaDb);
    }
    Some(Sql::PerDialect(texts))
}

fn changed(own: &Operation, before: &Catalog, dialect: Dialect) -> Refusal {
    let object = own.made().or_else(|| Some(Object::Table((*tables(own).first()?).clone())));
    let words = object.as_ref().and_then(|object| before.first_words(object, dialect));
    let name = object.as_ref().map(Object::name).unwrap_or_default();
    let refusal =
        Refusal::new(Location::UNKNOWN, format!("`down` cannot make `{name}` again in the words that made it"));
    let said = "it has changed since it was made with `.written_as(…)`";
    let refusal = match words {
        Some(text) => refusal.note_at(format!("{said} in"), text.at),
        None => refusal.note(said),
    };
    refusal.help("add `.reverse_written_as(\"…\")` with the SQL that makes it as it is now")
}
