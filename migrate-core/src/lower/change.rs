//! What an operation changes that a question of a later step may be about.

use super::plan::{Group, Moment};
use crate::apply::tables;
use crate::catalog::{Catalog, Column, ForeignKey, Name, ReferenceAction, SqlText, Table};
use crate::dialect::Dialect;
use crate::expression;
use crate::migration::Change;
use crate::operation::{Operation, SetNotNull};

/// What the operations of a group change, in order.
pub(super) fn changes(group: &Group<'_>, dialect: Dialect) -> Vec<Change> {
    let changes: Option<Vec<_>> = group.moments.iter().map(|moment| with_words(moment, dialect)).collect();
    changes.map_or_else(Change::unknown, |changes| changes.concat())
}

/// The words of an author do what their statement does, and may fill what they make.
fn with_words(moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Change>> {
    let mut changes = of(moment, dialect)?;
    if moment.words.0.is_some() {
        let filled = tables(moment.operation).into_iter().filter(|name| moment.before.table(name).is_some());
        changes.extend(filled.map(|name| Change::Rows { table: name.to_string(), columns: None }));
    }
    Some(changes)
}

/// What an operation changes; nothing if nobody can tell: it is SQL of the author's, or changes what an expression may name
/// without saying so.
fn of(moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Change>> {
    let Moment { operation, before, after, .. } = moment;
    let mut changes = match operation {
        Operation::Execute(execute) => {
            let changes_no_answer = |text: &SqlText| expression::changes_no_answer(text, dialect);
            return execute.sql.text(dialect).is_none_or(changes_no_answer).then(Vec::new);
        }
        Operation::RenameEnumValue(rename) => columns_of_enum(&rename.name, before),
        Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_) => return Some(vec![Change::Functions]),
        // An expression of another schema may call what an extension holds, and name what lies in a schema.
        Operation::CreateExtension(_) | Operation::RenameSchema(_) | Operation::WrittenAs(_) => return None,
        // Nothing that stays calls what goes with it, and an empty schema holds nothing.
        Operation::DropExtension(_) | Operation::CreateSchema(_) | Operation::DropSchema(_) => return Some(Vec::new()),
        Operation::Insert(_) | Operation::DeleteInserted(_) | Operation::Update(_) | Operation::Delete(_) => {
            return of_rows(operation, before, dialect);
        }
        Operation::RenameTable(rename) => {
            vec![Change::TableRenamed { from: rename.from.to_string(), to: rename.to.to_string() }]
        }
        Operation::RenameColumn(rename) => vec![Change::ColumnRenamed {
            table: rename.table.to_string(),
            from: rename.from.to_string(),
            to: rename.to.to_string(),
        }],
        Operation::SetNotNull(SetNotNull { table, column, restore_with: Some(_) }) => {
            vec![Change::Column { table: table.to_string(), column: column.to_string() }]
        }
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::AddColumn(_)
        | Operation::DropColumn(_)
        | Operation::ChangeType(_)
        | Operation::SetNotNull(_)
        | Operation::DropNotNull(_)
        | Operation::SetDefault(_)
        | Operation::DropDefault(_)
        | Operation::SetGenerated(_)
        | Operation::DropGenerated(_)
        | Operation::SetAutoIncrement(_)
        | Operation::DropAutoIncrement(_)
        | Operation::CreateIndex(_)
        | Operation::DropIndex(_)
        | Operation::RenameIndex(_)
        | Operation::AddConstraint(_)
        | Operation::DropConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::ValidateConstraint(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::CommentOnTable(_)
        | Operation::CommentOnColumn(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnum(_)
        | Operation::CreateView(_)
        | Operation::ReplaceView(_)
        | Operation::DropView(_)
        | Operation::RenameView(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::AlreadyExists(_) => {
            tables(operation).into_iter().flat_map(|name| of_table(name, before, after)).collect()
        }
    };
    changes.extend(parts(operation, before, after));
    Some(changes)
}

/// What an operation does to the rows of its table, and to those that follow by a foreign key; nothing where triggers do more.
fn of_rows(operation: &Operation, before: &Catalog, dialect: Dialect) -> Option<Vec<Change>> {
    let table = tables(operation).first()?.to_string();
    let mut changes = vec![match operation {
        Operation::Delete(_) | Operation::DeleteInserted(_) => Change::RowsDeleted(table),
        Operation::Update(update) => values(&table, update.sets.iter().map(|(column, _)| column), before),
        _ => Change::Rows { table, columns: None },
    }];
    let mut place = 0;
    while let Some(change) = changes.get(place).cloned() {
        let (Change::RowsDeleted(table) | Change::Rows { table, .. }) = &change else { return None };
        if before.triggers_of(table).any(|trigger| trigger.definition.text(dialect).is_some()) {
            return None;
        }
        // Nothing refers to a row that comes.
        if !matches!(operation, Operation::Insert(_)) {
            let following = before.referencing(table).filter_map(|(child, key)| follows(&change, child, key, before));
            let new: Vec<Change> = following.filter(|other| !changes.contains(other)).collect();
            changes.extend(new);
        }
        place += 1;
    }
    Some(changes)
}

/// Other values in these columns, and in whatever is computed from them.
fn values<'a>(table: &str, columns: impl Iterator<Item = &'a Name>, before: &Catalog) -> Change {
    let is_computed = |column: &Column| column.generated.is_some() || column.on_update_now;
    let computes = before.table(table).is_none_or(|table| table.columns.iter().any(is_computed));
    let columns = (!computes).then(|| columns.map(ToString::to_string).collect());
    Change::Rows { table: table.to_owned(), columns }
}

/// What happens to the rows that refer to changed ones.
fn follows(change: &Change, child: &Table, key: &ForeignKey, before: &Catalog) -> Option<Change> {
    let action = if matches!(change, Change::RowsDeleted(_)) { key.on_delete } else { key.on_update };
    match action {
        ReferenceAction::NoAction | ReferenceAction::Restrict => None,
        ReferenceAction::Cascade if matches!(change, Change::RowsDeleted(_)) => {
            Some(Change::RowsDeleted(child.name.to_string()))
        }
        ReferenceAction::Cascade | ReferenceAction::SetNull | ReferenceAction::SetDefault => {
            Some(values(&child.name, key.columns.iter(), before))
        }
    }
}

/// The columns that hold values of an enumeration.
fn columns_of_enum(name: &Name, catalog: &Catalog) -> Vec<Change> {
    let is_of = |column: &&Column| column.column_type.sql_type.enumeration().is_some_and(|held| held.name == *name);
    let of_table = |table: &Table| {
        let columns = table.columns.iter().filter(is_of);
        let columns =
            columns.map(|column| Change::Column { table: table.name.to_string(), column: column.name.to_string() });
        columns.collect::<Vec<_>>()
    };
    catalog.tables.values().flat_map(of_table).collect()
}

/// Whether a table comes or goes, or which of its columns do or hold something else.
fn of_table(name: &Name, before: &Catalog, after: &Catalog) -> Vec<Change> {
    let (was, is) = match (before.table(name), after.table(name)) {
        (None, None) => return Vec::new(),
        (Some(was), Some(is)) => (was, is),
        (Some(_), None) | (None, Some(_)) => return vec![Change::Table(name.to_string())],
    };
    let is_same = |column: &&Column, other: &Column| {
        other.name == column.name && other.column_type == column.column_type && other.generated == column.generated
    };
    let new = is.columns.iter().filter(|column| !was.columns.iter().any(|other| is_same(column, other)));
    let old = was.columns.iter().filter(|column| is.column(&column.name).is_none());
    new.chain(old).map(|column| Change::Column { table: name.to_string(), column: column.name.to_string() }).collect()
}

/// What else comes or goes by its name.
fn parts(operation: &Operation, before: &Catalog, after: &Catalog) -> Vec<Change> {
    let owners: Vec<Name> = tables(operation).into_iter().cloned().collect();
    let (was, is) = (before.held_names(&owners), after.held_names(&owners));
    let part = |table: &Name, name: &str| Change::Part { table: table.to_string(), name: name.to_owned() };
    let gone = was.iter().filter(|held| !is.contains(held));
    let come = is.iter().filter(|held| !was.contains(held));
    let named = gone.chain(come).map(|((_, name), owner)| part(owner, name));
    let triggers = owners.iter().flat_map(|name| [before, after].map(|catalog| catalog.triggers.get(name)));
    let triggers = triggers.flatten().map(|trigger| part(&trigger.table, &trigger.name.to_lowercase()));
    named.chain(triggers).collect()
}
