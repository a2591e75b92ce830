//! The plan for SQLite: its few `ALTER TABLE` forms where they do, and a rebuild of the table where they do not.

use super::action::{Action, Change};
use super::plan::{Group, Moment, Planned};
use super::rebuild::{Rebuild, free_name};
use super::{enumeration, function, postgres, rows, trigger, view, words};
use crate::capability::{has_text, table_with_spelled_nulls};
use crate::catalog::{Catalog, Constraint, ForeignKey, Name, ReferenceAction, Table, Value};
use crate::dialect::Dialect;
use crate::operation::{AddColumn, Operation};

const DIALECT: Dialect = Dialect::Sqlite;

/// Plans a whole script: consecutive changes of one table, of which one needs a rebuild, share it.
pub(super) fn plan<'a>(moments: &'a [Moment<'a>]) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    let mut rebuild: Option<Rebuild<'a>> = None;
    for moment in moments {
        if moment.is_there || moment.words.0.is_some() {
            groups.extend(rebuild.take().map(finish));
            let alone = changed_table(moment.operation).and_then(|table| Rebuild::new(moment, table));
            groups.push(match alone {
                Some(alone) if words::is_new_form(moment) => rebuilt(alone),
                Some(alone) => finish(alone),
                None => Group::of(moment, whole(moment).unwrap_or_default()),
            });
            continue;
        }
        let Some(table) = changed_table(moment.operation) else {
            groups.extend(rebuild.take().map(finish));
            groups.push(Group::of(moment, whole(moment).unwrap_or_default()));
            continue;
        };
        if rebuild.as_mut().is_some_and(|rebuild| rebuild.extend(moment, table)) {
            continue;
        }
        groups.extend(rebuild.take().map(finish));
        rebuild = Rebuild::new(moment, table);
    }
    groups.extend(rebuild.map(finish));
    groups
}

/// One group of a run of changes, each natively if all of them can be.
fn finish(rebuild: Rebuild<'_>) -> Group<'_> {
    let native: Option<Vec<Vec<Planned>>> = rebuild.moments.iter().map(|moment| native(moment)).collect();
    match native {
        Some(planned) => {
            Group { planned: planned.into_iter().flatten().collect(), moments: rebuild.moments, rebuilt: None }
        }
        None => rebuilt(rebuild),
    }
}

fn rebuilt(rebuild: Rebuild<'_>) -> Group<'_> {
    Group { planned: rebuild.planned(), rebuilt: rebuild.before(), moments: rebuild.moments }
}

/// The table that an operation changes in a way that a rebuild can share. Renames cannot: SQLite carries them into
/// other tables.
const fn changed_table(operation: &Operation) -> Option<&Name> {
    match operation {
        Operation::AddColumn(operation) => Some(&operation.table),
        Operation::DropColumn(operation) => Some(&operation.table),
        Operation::ChangeType(operation) => Some(&operation.table),
        Operation::SetNotNull(operation) => Some(&operation.table),
        Operation::DropNotNull(operation) => Some(&operation.table),
        Operation::SetDefault(operation) => Some(&operation.table),
        Operation::DropDefault(operation) => Some(&operation.table),
        Operation::SetGenerated(operation) => Some(&operation.table),
        Operation::DropGenerated(operation) => Some(&operation.table),
        Operation::SetAutoIncrement(operation) => Some(&operation.table),
        Operation::DropAutoIncrement(operation) => Some(&operation.table),
        Operation::CreateIndex(operation) => Some(&operation.table),
        Operation::DropIndex(operation) => Some(&operation.table),
        Operation::RenameIndex(operation) => Some(&operation.table),
        Operation::AddConstraint(operation) => Some(&operation.table),
        Operation::DropConstraint(operation) => Some(&operation.table),
        Operation::RenameConstraint(operation) => Some(&operation.table),
        Operation::ValidateConstraint(operation) => Some(&operation.table),
        Operation::CommentOnTable(operation) => Some(&operation.table),
        Operation::CommentOnColumn(operation) => Some(&operation.table),
        Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::AlreadyExists(_)
        | Operation::WrittenAs(_)
        | Operation::RenameColumn(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_)
        | Operation::CreateView(_)
        | Operation::ReplaceView(_)
        | Operation::DropView(_)
        | Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RenameSchema(_)
        | Operation::RenameView(_)
        | Operation::Execute(_)
        | Operation::Insert(_)
        | Operation::DeleteInserted(_)
        | Operation::Update(_)
        | Operation::Delete(_) => None,
    }
}

/// What no rebuild can share.
fn whole<'a>(moment: &'a Moment<'a>) -> Option<Vec<Planned>> {
    match moment.operation {
        Operation::CreateTable(create) => Some(create_table(&table_with_spelled_nulls(&create.table, DIALECT))),
        Operation::DropTable(drop) => Some(vec![drop_table(moment.before.table(&drop.table)?)]),
        Operation::RenameTable(rename) => {
            let planned = rename_table(&rename.from, &rename.to, &moment.before);
            let planned = view::following(moment, (&rename.from, &rename.to), planned, DIALECT);
            Some(trigger::around_table(&moment.before, &moment.after, &rename.from, planned))
        }
        Operation::RenameColumn(rename) => {
            let planned = vec![postgres::rename_column(&rename.table, &rename.from, &rename.to)];
            let planned = view::renamed_column(moment, rename, planned, DIALECT);
            Some(trigger::around_table(&moment.before, &moment.after, &rename.table, planned))
        }
        Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_) => Some(enumeration::planned(moment, DIALECT)),
        Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_) => function::planned(moment, DIALECT),
        Operation::CreateTrigger(_) | Operation::DropTrigger(_) | Operation::RenameTrigger(_) => {
            trigger::planned(moment, DIALECT)
        }
        // `capability` refuses what could be one.
        Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RenameSchema(_) => None,
        Operation::CreateView(_) | Operation::ReplaceView(_) | Operation::DropView(_) | Operation::RenameView(_) => {
            view::planned(moment, DIALECT)
        }
        Operation::Execute(execute) => rows::execute(execute, DIALECT),
        Operation::Insert(insert) => rows::insert(insert, moment, DIALECT),
        Operation::DeleteInserted(delete) => rows::delete_inserted(delete, moment, DIALECT),
        Operation::Update(update) => rows::update(update, moment, DIALECT),
        Operation::Delete(delete) => rows::delete(delete, moment, DIALECT),
        Operation::AddColumn(_)
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
        | Operation::ValidateConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::AlreadyExists(_)
        | Operation::WrittenAs(_)
        | Operation::CommentOnTable(_)
        | Operation::CommentOnColumn(_) => None,
    }
}

/// The rows go one by one, and none may whose own table refers to it with RESTRICT.
fn drop_table(table: &Table) -> Planned {
    let holds_on = |key: &ForeignKey| key.referenced_table == table.name && key.on_delete == ReferenceAction::Restrict;
    let without_foreign_keys = table.foreign_keys.iter().any(holds_on);
    Planned { without_foreign_keys, ..Planned::lossy(Action::DropTable(table.clone())) }
}

/// Two names that differ in case alone are the same to SQLite, so that a third one stands between them.
fn rename_table(from: &Name, to: &Name, before: &Catalog) -> Vec<Planned> {
    if !from.eq_ignore_ascii_case(to) {
        return vec![postgres::rename_table(from, to)];
    }
    let between = free_name(from, before);
    vec![postgres::rename_table(from, &between), postgres::rename_table(&between, to)]
}

fn create_table(table: &Table) -> Vec<Planned> {
    let drop = vec![Action::DropTable(table.clone())];
    let mut planned = vec![Planned::undone_by(Action::CreateTable(table.clone()), drop)];
    planned.extend(table.indexes.iter().map(|index| postgres::create_index(&table.name, index)));
    planned
}

/// A change as SQLite's own statements, or nothing where it needs a rebuild.
fn native(moment: &Moment<'_>) -> Option<Vec<Planned>> {
    match moment.operation {
        Operation::AddColumn(add) => add_column(add),
        Operation::DropColumn(drop) => {
            let (before, after) = moment.table(&drop.table)?;
            // A key that goes with its column is more than `DROP COLUMN` can do.
            let drops_no_key = before.constraints().count() == after.constraints().count();
            let action = Action::alter(&drop.table, vec![Change::DropColumn(drop.column.clone())]);
            drops_no_key.then(|| vec![Planned::lossy(action)])
        }
        Operation::CreateIndex(create) => {
            let index = moment.after.table(&create.table)?.index(&create.index.name)?;
            Some(vec![postgres::create_index(&create.table, index)])
        }
        Operation::DropIndex(drop) => Some(vec![postgres::drop_index(moment.before.table(&drop.table)?, &drop.index)?]),
        Operation::RenameIndex(rename) => {
            let (before, after) = moment.table(&rename.table)?;
            let create = postgres::create_index(&rename.table, after.index(&rename.to)?);
            Some(vec![postgres::drop_index(before, &rename.from)?, create])
        }
        // SQLite has no comments: the model alone keeps them.
        Operation::CommentOnTable(_) | Operation::CommentOnColumn(_) => Some(Vec::new()),
        Operation::AddConstraint(add) if !has_text(&add.constraint, DIALECT) => Some(Vec::new()),
        Operation::DropConstraint(drop) => {
            let constraint = moment.before.table(&drop.table)?.constraint(drop.kind, &drop.name)?;
            (!has_text(&constraint, DIALECT)).then(Vec::new)
        }
        Operation::AddConstraint(_)
        | Operation::RenameConstraint(_)
        | Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::AlreadyExists(_)
        | Operation::WrittenAs(_)
        | Operation::ValidateConstraint(_)
        | Operation::ChangeType(_)
        | Operation::SetNotNull(_)
        | Operation::DropNotNull(_)
        | Operation::SetDefault(_)
        | Operation::DropDefault(_)
        | Operation::SetGenerated(_)
        | Operation::DropGenerated(_)
        | Operation::SetAutoIncrement(_)
        | Operation::DropAutoIncrement(_)
        | Operation::CreateTable(_)
        | Operation::DropTable(_)
        | Operation::RenameTable(_)
        | Operation::RenameColumn(_)
        | Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_)
        | Operation::CreateView(_)
        | Operation::ReplaceView(_)
        | Operation::DropView(_)
        | Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_)
        | Operation::CreateTrigger(_)
        | Operation::DropTrigger(_)
        | Operation::RenameTrigger(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::RenameSequence(_)
        | Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RenameSchema(_)
        | Operation::RenameView(_)
        | Operation::Execute(_)
        | Operation::Insert(_)
        | Operation::DeleteInserted(_)
        | Operation::Update(_)
        | Operation::Delete(_) => None,
    }
}

/// `ADD COLUMN` takes a constant default only, no stored values, and no key.
fn add_column(add: &AddColumn) -> Option<Vec<Planned>> {
    let column = &add.column;
    let is_constant = match &column.default {
        None if column.generated.is_some() => column.is_virtual(),
        None => column.nullable,
        Some(Value::Now | Value::Sql(_)) => false,
        Some(Value::Boolean(_) | Value::Integer(_) | Value::Decimal(_) | Value::Text(_)) => true,
    };
    let fits = |constraint: &Constraint| match constraint {
        Constraint::Check(_) => true,
        // With foreign keys on, an added reference has to start as NULL.
        Constraint::ForeignKey(key) => key.columns.len() == 1 && column.default.is_none(),
        Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclusion(_) => false,
    };
    if !is_constant || column.auto_increment || !add.constraints.iter().all(fits) {
        return None;
    }
    let mut changes = vec![Change::AddColumn(column.clone())];
    let constraints = add.constraints.iter().filter(|constraint| has_text(constraint, DIALECT));
    changes.extend(constraints.cloned().map(Change::AddConstraint));
    let mut planned = vec![Planned::alter(&add.table, changes, vec![Change::DropColumn(column.name.clone())])];
    planned.extend(add.indexes.iter().map(|index| postgres::create_index(&add.table, index)));
    Some(planned)
}
