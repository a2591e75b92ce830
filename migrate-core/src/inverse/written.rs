//! The words of an inverse: those of its author, or those that made what it brings back.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Inverse;
use crate::apply::tables;
use crate::catalog::{Catalog, Constraint, Index, Name, Object, Remembered, Sql, SqlText, Table};
use crate::dialect::{Dialect, Target};
use crate::expression;
use crate::location::Location;
use crate::operation::{AddConstraint, CreateIndex, CreateTable, Operation, WrittenAs};
use crate::refusal::Refusal;

/// An inverse in words, where there are any for it.
pub(super) fn in_their_words(
    mut inverse: Inverse,
    operation: &Operation,
    before: &Catalog,
    targets: &[Target],
) -> Inverse {
    let reverse = operation.reverse_words();
    let mut missing = lost_with_table(&inverse.operations, reverse, before, targets);
    let apart = if reverse.is_none() { apart(&mut inverse.operations, before, targets) } else { 0..0 };
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
                *missing = missing.take().or_else(|| changed(own, before, dialect));
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

/// What a table that is made again would lack of the words that made something of it.
fn lost_with_table(
    inverse: &[Operation],
    reverse: Option<&Sql>,
    before: &Catalog,
    targets: &[Target],
) -> Option<Refusal> {
    let Some(Operation::CreateTable(CreateTable { table })) = inverse.first() else { return None };
    // The column that counts needs its key from the beginning.
    let counts = table.columns.iter().any(|column| column.auto_increment);
    let key = table.primary_key.as_ref().filter(|_| counts);
    let key = key.map(|key| Object::Constraint(table.name.clone(), key.name.clone()));
    let mut constraints = table.constraints().map(|one| Object::Constraint(table.name.clone(), one.name().clone()));
    let takes_apart = constraints.any(|one| targets.iter().any(|it| before.first_words(&one, it.dialect).is_some()));
    targets.iter().map(|target| target.dialect).find_map(|dialect| {
        let has_words = |object: &Object| before.first_words(object, dialect).is_some();
        let (object, help) = if reverse.and_then(|reverse| reverse.text(dialect)).is_some() {
            // The words of a table make its indexes on MySQL and MariaDB alone.
            let mut indexes = table.indexes.iter().filter(|_| !dialect.is_mysql_family());
            let object = indexes.find_map(|index| Some(index_of(table, index)).filter(&has_words))?;
            (object, APART)
        } else if has_words(&Object::Table(table.name.clone())) {
            // SQLite would make it with its words, and anew for each constraint.
            let is_made_anew = dialect == Dialect::Sqlite && takes_apart && reverse.is_none();
            (Some(Object::Table(table.name.clone())).filter(|_| is_made_anew)?, APART)
        } else {
            let columns = table.columns.iter();
            let mut columns = columns.map(|column| Object::Column(table.name.clone(), column.name.clone()));
            (columns.find(has_words).or_else(|| key.clone().filter(has_words))?, HELP)
        };
        Some(lost(&object, before, dialect, "it was made with `.written_as(…)`", help))
    })
}

/// Takes the constraints and indexes that words made out of a table that is made again: each gets its own statement behind
/// it, at these places.
fn apart(operations: &mut Vec<Operation>, before: &Catalog, targets: &[Target]) -> Range<usize> {
    let Some(Operation::CreateTable(CreateTable { table })) = operations.first_mut() else { return 0..0 };
    let name = table.name.clone();
    let has_words = |object: &Object| targets.iter().any(|it| before.first_words(object, it.dialect).is_some());
    let is_apart = |one: &Constraint| has_words(&Object::Constraint(name.clone(), one.name().clone()));
    let (mut constraints, others): (Vec<Constraint>, Vec<Constraint>) = table.constraints().partition(is_apart);
    // A foreign key of the table to itself comes after the key that it refers to.
    let is_referred_to = |columns: &[Name]| {
        constraints
            .iter()
            .any(|one| matches!(one, Constraint::PrimaryKey(key) | Constraint::Unique(key) if key.columns == columns))
    };
    let is_to_itself = |one: &Constraint| matches!(one, Constraint::ForeignKey(key) if key.referenced_table == name && is_referred_to(&key.referenced_columns));
    let after_keys: Vec<Constraint> = others.into_iter().filter(is_to_itself).collect();
    constraints.extend(after_keys);
    for constraint in &constraints {
        table.remove_constraint(constraint.kind(), constraint.name());
    }
    let (indexes, others) =
        std::mem::take(&mut table.indexes).into_iter().partition(|one| has_words(&index_of(table, one)));
    table.indexes = others;
    let indexes: Vec<Index> = indexes;
    let places = 1..1 + constraints.len() + indexes.len();
    let add = |constraint| Operation::AddConstraint(AddConstraint { table: name.clone(), constraint });
    let create = |index| Operation::CreateIndex(CreateIndex { table: name.clone(), index });
    operations.splice(1..1, constraints.into_iter().map(add).chain(indexes.into_iter().map(create)));
    places
}

fn index_of(table: &Table, index: &Index) -> Object {
    Object::Index(table.name.clone(), index.name.clone())
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

fn changed(own: &Operation, before: &Catalog, dialect: Dialect) -> Option<Refusal> {
    let object = own.made().or_else(|| Some(Object::Table((*tables(own).first()?).clone())))?;
    Some(lost(&object, before, dialect, "it has changed since it was made with `.written_as(…)`", HELP))
}

const HELP: &str = "add `.reverse_written_as(\"…\")` with the SQL that makes it as it is now";

const APART: &str = "write `fn down`, in which each of its statements has its own `.written_as(…)`";

/// Something would not be made again as it was, of which this can be said.
fn lost(object: &Object, before: &Catalog, dialect: Dialect, said: &str, help: &str) -> Refusal {
    let name = object.name();
    let refusal =
        Refusal::new(Location::UNKNOWN, format!("`down` cannot make `{name}` again in the words that made it"));
    let refusal = match before.first_words(object, dialect) {
        Some(text) => refusal.note_at(format!("{said} in"), text.at),
        None => refusal.note(said),
    };
    refusal.help(help)
}
