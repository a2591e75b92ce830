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

/// The tables whose rows an operation changes: its own, and those in which rows follow by a foreign key; nothing where triggers
/// do more. An update changes the columns alone that it names, unless others follow.
fn of_rows(operation: &Operation, before: &Catalog, dialect: Dialect) -> Option<Vec<Change>> {
    let mut changed: Vec<&Name> = tables(operation);
    let mut place = 0;
    while let Some(table) = changed.get(place).copied() {
        if before.triggers_of(table).any(|trigger| trigger.definition.text(dialect).is_some()) {
            return None;
        }
        let is_first = place == 0;
        let following = before.referencing(table).filter(|(_, key)| follows(operation, is_first, key));
        let following = following.map(|(child, _)| &child.name);
        let new: Vec<&Name> = following.filter(|child| !changed.contains(child)).collect();
        changed.extend(new);
        place += 1;
    }
    // What is computed from the new values changes with them.
    let is_computed = |column: &Column| column.generated.is_some() || column.on_update_now;
    let computes = |name: &Name| before.table(name).is_none_or(|table| table.columns.iter().any(is_computed));
    if let (Operation::Update(update), [table]) = (operation, changed.as_slice())
        && !computes(table)
    {
        let columns = update.sets.iter().map(|(column, _)| column.to_string()).collect();
        return Some(vec![Change::Rows { table: table.to_string(), columns: Some(columns) }]);
    }
    Some(changed.into_iter().map(|table| Change::Rows { table: table.to_string(), columns: None }).collect())
}

/// Whether rows follow by a foreign key. Those that follow may be deleted or get other values themselves.
const fn follows(operation: &Operation, is_first: bool, key: &ForeignKey) -> bool {
    const fn acts(action: ReferenceAction) -> bool {
        !matches!(action, ReferenceAction::NoAction | ReferenceAction::Restrict)
    }
    if matches!(operation, Operation::Insert(_)) {
        return false;
    }
    let is_update = matches!(operation, Operation::Update(_));
    let (deletes, updates) = if is_first { (!is_update, is_update) } else { (true, true) };
    deletes && acts(key.on_delete) || updates && acts(key.on_update)
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
