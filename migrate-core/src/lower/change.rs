//! What an operation changes that a question of a later step may be about.

use super::action::Action;
use super::plan::{Group, Moment};
use crate::apply::tables;
use crate::catalog::{Catalog, Column, ForeignKey, Name, Object, ReferenceAction, SqlText, Table};
use crate::dialect::Dialect;
use crate::expression;
use crate::migration::Change;
use crate::operation::{Operation, SetNotNull};

/// What the operations of a group change, in order.
pub(super) fn changes(group: &Group<'_>, dialect: Dialect) -> Vec<Change> {
    if group.moments.first().is_some_and(|first| sets_off_triggers(group, &first.before, dialect)) {
        return Change::unknown();
    }
    let changes: Option<Vec<_>> = group.moments.iter().map(|moment| with_words(moment, dialect)).collect();
    changes.map_or_else(Change::unknown, |changes| changes.concat())
}

/// Whether values that a change of the schema puts into rows set off triggers, which may do anything.
fn sets_off_triggers(group: &Group<'_>, before: &Catalog, dialect: Dialect) -> bool {
    group.planned.iter().any(|planned| match &planned.action {
        Action::Fill { table, .. } | Action::Convert { table, .. } | Action::ReplaceValue { table, .. } => {
            has_triggers(table, before, dialect)
        }
        _ => false,
    })
}

fn has_triggers(table: &str, catalog: &Catalog, dialect: Dialect) -> bool {
    catalog.triggers_of(table).any(|trigger| trigger.definition.text(dialect).is_some())
}

/// The words of an author do what their statement does, and may fill columns that they make.
fn with_words(moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Change>> {
    let mut changes = of(moment, dialect)?;
    let leaves_rows = matches!(
        moment.operation,
        Operation::CreateIndex(_)
            | Operation::DropIndex(_)
            | Operation::AddConstraint(_)
            | Operation::DropConstraint(_)
            | Operation::ValidateConstraint(_)
    );
    if moment.words.0.is_some() && !leaves_rows {
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
        Operation::RenameEnumValue(rename) => columns_of_enum(&rename.name, before, dialect),
        // Expressions name the type where they convert something to it.
        Operation::CreateEnum(_) | Operation::RenameEnum(_) if dialect == Dialect::Postgres => return None,
        // The words that made a table may have made it a part of another one, whose rows go with it.
        Operation::DropTable(drop) if before.first_words(&Object::Table(drop.table.clone()), dialect).is_some() => {
            return None;
        }
        Operation::CreateView(_) | Operation::ReplaceView(_) | Operation::DropView(_) => {
            tables(operation).into_iter().map(|name| Change::Table(name.to_string())).collect()
        }
        Operation::RenameView(rename) => {
            vec![Change::TableRenamed { from: rename.from.to_string(), to: rename.to.to_string() }]
        }
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
            before.table(table).map(|table| of_column(table, column, dialect)).unwrap_or_default()
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
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::AlreadyExists(_) => {
            tables(operation).into_iter().flat_map(|name| of_table(name, before, after, dialect)).collect()
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
        if has_triggers(table, before, dialect) {
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
    let action = match change {
        Change::RowsDeleted(_) => key.on_delete,
        Change::Rows { columns: Some(columns), .. }
            if !key.referenced_columns.iter().any(|one| columns.iter().any(|other| *one == **other)) =>
        {
            return None;
        }
        _ => key.on_update,
    };
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
fn columns_of_enum(name: &Name, catalog: &Catalog, dialect: Dialect) -> Vec<Change> {
    let is_of = |column: &&Column| column.column_type.sql_type.enumeration().is_some_and(|held| held.name == *name);
    let columns =
        catalog.tables.values().flat_map(|table| table.columns.iter().filter(is_of).map(move |one| (table, one)));
    columns.flat_map(|(table, column)| of_column(table, &column.name, dialect)).collect()
}

/// A column that comes, goes or holds other values, and those that are computed from it.
fn of_column(table: &Table, column: &Name, dialect: Dialect) -> Vec<Change> {
    let is_computed = |other: &&Column| {
        let expression = other.generated.as_ref().map(|generated| &generated.expression);
        expression.is_some_and(|expression| expression::may_name_column(expression, column, dialect))
    };
    let computed = table.columns.iter().filter(is_computed).map(|other| &other.name);
    let changed = std::iter::once(column).chain(computed);
    changed.map(|name| Change::Column { table: table.name.to_string(), column: name.to_string() }).collect()
}

/// Whether a table comes or goes, or which of its columns do or hold something else.
fn of_table(name: &Name, before: &Catalog, after: &Catalog, dialect: Dialect) -> Vec<Change> {
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
    new.chain(old).flat_map(|column| of_column(is, &column.name, dialect)).collect()
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
