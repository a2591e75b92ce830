//! The plan for PostgreSQL: one action for each change, so that each takes its own lock.

use super::action::{Action, Build, Change};
use super::plan::{Group, Moment, Planned};
use super::{
    auto_increment, enumeration, function, generated, recreated_view, rows, sequence, server_key, trigger, view,
};
use crate::apply::has_cast;
use crate::catalog::{Column, Constraint, Exclusion, ForeignKey, Index, Key, Name, Sql, SqlType, Table};
use crate::dialect::{Dialect, Target};
use crate::expression::{computed_from, names_column};
use crate::operation::{AddColumn, ChangeType, Operation, SetNotNull};

const DIALECT: Dialect = Dialect::Postgres;

pub(super) fn plan<'a>(moment: &'a Moment<'a>) -> Group<'a> {
    Group::of(moment, planned(moment).unwrap_or_default())
}

/// Nothing where the catalogue does not know the table.
fn planned<'a>(moment: &'a Moment<'a>) -> Option<Vec<Planned>> {
    Some(match moment.operation {
        Operation::CreateTable(create) => create_table(&create.table, moment),
        Operation::DropTable(drop) => {
            vec![Planned::lossy(Action::DropTable(moment.before.table(&drop.table)?.clone()))]
        }
        Operation::RenameTable(rename) => vec![rename_table(&rename.from, &rename.to)],
        Operation::AddColumn(add) => add_column(add, moment)?,
        Operation::DropColumn(drop) => {
            vec![Planned::lossy(Action::alter(&drop.table, vec![Change::DropColumn(drop.column.clone())]))]
        }
        Operation::RenameColumn(rename) => vec![rename_column(&rename.table, &rename.from, &rename.to)],
        Operation::ChangeType(change) => {
            let changed = (&change.table, &change.column);
            let planned = server_key::around_type(change, moment, change_type(change, moment)?, DIALECT);
            around_changed_column(moment, changed, planned)
        }
        Operation::SetNotNull(set) => set_not_null(set, moment)?,
        Operation::DropNotNull(drop) => {
            let (down, up) = (Change::SetNotNull(drop.column.clone()), Change::DropNotNull(drop.column.clone()));
            vec![Planned::alter(&drop.table, vec![up], vec![down])]
        }
        Operation::SetDefault(set) => set_default(&set.table, &set.column, moment)?,
        Operation::DropDefault(drop) => set_default(&drop.table, &drop.column, moment)?,
        Operation::SetGenerated(set) => {
            let changed = (&set.table, &set.column);
            around_changed_column(moment, changed, generated::postgres(&set.table, &set.column, moment)?)
        }
        Operation::DropGenerated(drop) => {
            let changed = (&drop.table, &drop.column);
            let planned = generated::postgres(&drop.table, &drop.column, moment)?;
            let old = moment.before.table(&drop.table)?.column(&drop.column)?;
            if old.is_virtual() {
                around_changed_column(moment, changed, planned)
            } else {
                trigger::around_changed_column(moment, changed, planned)
            }
        }
        Operation::SetAutoIncrement(set) => auto_increment::postgres_set(&set.table, &set.column),
        Operation::DropAutoIncrement(drop) => auto_increment::postgres_drop(&drop.table, &drop.column),
        Operation::CreateIndex(create) if moment.builds_concurrently(&create.table) => {
            vec![concurrently(&create.table, &create.index, Direction::Create)]
        }
        Operation::CreateIndex(create) => vec![create_index(&create.table, &create.index)],
        Operation::DropIndex(drop) if moment.builds_concurrently(&drop.table) => {
            let index = moment.before.indexed(&drop.table)?.index(&drop.index)?;
            vec![concurrently(&drop.table, index, Direction::Drop)]
        }
        Operation::DropIndex(drop) => vec![drop_index(moment.before.indexed(&drop.table)?, &drop.index)?],
        Operation::RenameIndex(rename) => {
            let renaming = |from: &Name, to: &Name| Action::RenameIndex {
                table: rename.table.clone(),
                from: from.clone(),
                to: to.clone(),
            };
            vec![Planned::undone_by(renaming(&rename.from, &rename.to), vec![renaming(&rename.to, &rename.from)])]
        }
        Operation::AddConstraint(add) => {
            let (_, after) = moment.table(&add.table)?;
            let constraint = server_key::sent(&add.constraint, after, &moment.after, DIALECT)?;
            let undo = Change::drop_of(&constraint);
            vec![Planned::alter(&add.table, vec![Change::AddConstraint(constraint)], vec![undo])]
        }
        Operation::DropConstraint(drop) => {
            let constraint = moment.before.table(&drop.table)?.constraint(drop.kind, &drop.name)?;
            let constraint = had(&constraint, &drop.table, moment)?;
            let change = Change::drop_of(&constraint);
            vec![Planned::alter(&drop.table, vec![change], vec![Change::AddConstraint(constraint)])]
        }
        Operation::ValidateConstraint(validate) => {
            had(&named(&validate.name, &validate.table, moment)?, &validate.table, moment)?;
            let change = Change::ValidateConstraint(validate.name.clone());
            let action = Action::alter(&validate.table, vec![change]);
            vec![Planned::undone_by(action, Vec::new())]
        }
        // A mark stands in the model alone.
        Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::AlreadyExists(_)
        | Operation::WrittenAs(_) => Vec::new(),
        Operation::RenameConstraint(rename) => {
            had(&named(&rename.from, &rename.table, moment)?, &rename.table, moment)?;
            let renaming = |from: &Name, to: &Name| Change::RenameConstraint { from: from.clone(), to: to.clone() };
            let (up, down) = (renaming(&rename.from, &rename.to), renaming(&rename.to, &rename.from));
            vec![Planned::alter(&rename.table, vec![up], vec![down])]
        }
        Operation::CommentOnTable(comment) => {
            let (before, after) = moment.table(&comment.table)?;
            vec![commented(&comment.table, None, &before.comment, &after.comment)]
        }
        Operation::CommentOnColumn(comment) => {
            let (before, after) = moment.table(&comment.table)?;
            let (old, new) = (before.column(&comment.column)?, after.column(&comment.column)?);
            vec![commented(&comment.table, Some(&comment.column), &old.comment, &new.comment)]
        }
        Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_) => enumeration::planned(moment, DIALECT),
        Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_) => function::planned(moment, DIALECT)?,
        Operation::CreateTrigger(_) | Operation::DropTrigger(_) | Operation::RenameTrigger(_) => {
            trigger::planned(moment, DIALECT)?
        }
        Operation::CreateSequence(_) | Operation::DropSequence(_) | Operation::RenameSequence(_) => {
            sequence::planned(moment)?
        }
        Operation::CreateExtension(create) => {
            let name = &create.extension.name;
            vec![Planned::undone_by(Action::CreateExtension(name.clone()), vec![Action::DropExtension(name.clone())])]
        }
        Operation::DropExtension(drop) => {
            let again = vec![Action::CreateExtension(drop.name.clone())];
            vec![Planned::undone_by(Action::DropExtension(drop.name.clone()), again)]
        }
        Operation::CreateSchema(create) => {
            let name = &create.schema.name;
            vec![Planned::undone_by(Action::CreateSchema(name.clone()), vec![Action::DropSchema(name.clone())])]
        }
        Operation::DropSchema(drop) => {
            let again = vec![Action::CreateSchema(drop.name.clone())];
            vec![Planned::undone_by(Action::DropSchema(drop.name.clone()), again)]
        }
        Operation::RenameSchema(rename) => {
            let renaming = |from: &Name, to: &Name| Action::RenameSchema { from: from.clone(), to: to.clone() };
            vec![Planned::undone_by(renaming(&rename.from, &rename.to), vec![renaming(&rename.to, &rename.from)])]
        }
        Operation::CreateView(_) | Operation::ReplaceView(_) | Operation::DropView(_) | Operation::RenameView(_) => {
            view::planned(moment, DIALECT)?
        }
        Operation::Execute(execute) => rows::execute(execute, DIALECT)?,
        Operation::Insert(insert) => rows::insert(insert, moment, DIALECT)?,
        Operation::DeleteInserted(delete) => rows::delete_inserted(delete, moment, DIALECT)?,
        Operation::Update(update) => rows::update(update, moment, DIALECT)?,
        Operation::Delete(delete) => rows::delete(delete, moment, DIALECT)?,
    })
}

/// A change of a column with what the server does not change it under.
fn around_changed_column(moment: &Moment<'_>, changed: (&Name, &Name), planned: Vec<Planned>) -> Vec<Planned> {
    recreated_view::around_changed_column(moment, changed, trigger::around_changed_column(moment, changed, planned))
}

/// A constraint by its name.
fn named(name: &Name, table: &Name, moment: &Moment<'_>) -> Option<Constraint> {
    moment.before.table(table)?.constraints().find(|constraint| constraint.name() == name)
}

/// A constraint that the server has before.
fn had(constraint: &Constraint, table: &Name, moment: &Moment<'_>) -> Option<Constraint> {
    server_key::sent(constraint, moment.before.table(table)?, &moment.before, DIALECT)
}

fn create_table(table: &Table, moment: &Moment<'_>) -> Vec<Planned> {
    let drop = vec![Action::DropTable(table.clone())];
    let (mut created, repeated) = without_repeated(table);
    created.foreign_keys.retain(|key| server_key::is_held(table, key, &moment.after, DIALECT));
    let mut planned = vec![Planned::undone_by(Action::CreateTable(created), drop)];
    planned.extend(repeated.into_iter().map(|constraint| {
        let undo = vec![Change::drop_of(&constraint)];
        Planned::alter(&table.name, vec![Change::AddConstraint(constraint)], undo)
    }));
    planned.extend(table.indexes.iter().map(|index| create_index(&table.name, index)));
    if table.comment.is_some() {
        let action = Action::Comment { table: table.name.clone(), column: None, text: table.comment.clone() };
        planned.push(Planned::undone_by(action, Vec::new()));
    }
    planned.extend(table.columns.iter().filter_map(|column| comment(&table.name, column)));
    planned
}

/// A table without the constraints that say what another one says: CREATE TABLE makes one of them, and ALTER TABLE
/// makes each.
fn without_repeated(table: &Table) -> (Table, Vec<Constraint>) {
    let mut created = table.clone();
    let mut known: Vec<Constraint> = Vec::new();
    let mut repeated = Vec::new();
    for constraint in table.constraints() {
        if known.iter().any(|other| has_same_index(other, &constraint)) {
            created.remove_constraint(constraint.kind(), constraint.name());
            repeated.push(constraint);
        } else {
            known.push(constraint);
        }
    }
    (created, repeated)
}

fn has_same_index(left: &Constraint, right: &Constraint) -> bool {
    match (left, right) {
        (Constraint::PrimaryKey(left) | Constraint::Unique(left), Constraint::Unique(right)) => {
            *left == Key { name: left.name.clone(), ..right.clone() }
        }
        (Constraint::Exclusion(left), Constraint::Exclusion(right)) => {
            *left == Exclusion { name: left.name.clone(), ..right.clone() }
        }
        _ => false,
    }
}

fn add_column(add: &AddColumn, moment: &Moment<'_>) -> Option<Vec<Planned>> {
    let (_, after) = moment.table(&add.table)?;
    let table = &add.table;
    let column = vec![Change::AddColumn(add.column.clone())];
    let mut planned = vec![Planned::alter(table, column, vec![Change::DropColumn(add.column.name.clone())])];
    for constraint in add.constraints.iter().filter_map(|it| server_key::sent(it, after, &moment.after, DIALECT)) {
        let undo = Change::drop_of(&constraint);
        planned.push(Planned::alter(table, vec![Change::AddConstraint(constraint)], vec![undo]));
    }
    planned.extend(add.indexes.iter().map(|index| create_index(table, index)));
    planned.extend(comment(table, &add.column));
    Some(planned)
}

/// A comment goes with its column, so that there is nothing to undo.
pub(super) fn comment(table: &Name, column: &Column) -> Option<Planned> {
    let text = Some(column.comment.clone()?);
    let action = Action::Comment { table: table.clone(), column: Some(column.name.clone()), text };
    Some(Planned::undone_by(action, Vec::new()))
}

fn commented(table: &Name, column: Option<&Name>, old: &Option<String>, new: &Option<String>) -> Planned {
    let comment =
        |text: &Option<String>| Action::Comment { table: table.clone(), column: column.cloned(), text: text.clone() };
    Planned::undone_by(comment(new), vec![comment(old)])
}

fn change_type(change: &ChangeType, moment: &Moment<'_>) -> Option<Vec<Planned>> {
    let (before, after) = moment.table(&change.table)?;
    let (old, new) = (before.column(&change.column)?, after.column(&change.column)?);
    if old.generated.is_some() && !has_cast(&old.column_type, &new.column_type) {
        // What is computed is not converted, and takes no USING: it is computed again.
        return generated::postgres(&change.table, &change.column, moment);
    }
    let using = |sql: Option<&Sql>| sql.and_then(|sql| sql.text(DIALECT)).map(|text| text.text.clone());
    let (drops, adds) = aside(before, old, new);
    let around = |changes: Vec<Change>| drops.iter().cloned().chain(changes).chain(adds.iter().cloned()).collect();
    let action = Action::alter(&change.table, around(set_type(new, using(change.using.as_ref()))));
    let planned = if change.is_widening(before) {
        let undo = around(set_type(old, using(change.reverse_using.as_ref())));
        Planned::undone_by(action, vec![Action::alter(&change.table, undo)])
    } else {
        Planned::lossy(action)
    };
    let planned = generated::around(planned, &change.table, &change.column, moment);
    let read_again: Vec<&Index> =
        before.indexes.iter().filter(|index| is_read_again(index, before, old, new)).collect();
    let dropped = read_again.iter().filter_map(|index| drop_index(before, &index.name));
    let created = read_again.iter().map(|index| create_index(&change.table, index));
    Some(dropped.chain(planned).chain(created).collect())
}

/// PostgreSQL reads a check again for the new type, and keeps what it read: a conversion that the new type needs stays when
/// the old one comes back. So the checks step aside, and are created as their author wrote them.
fn aside(table: &Table, old: &Column, new: &Column) -> (Vec<Change>, Vec<Change>) {
    let checks = table.checks.iter().filter(|check| says_again([&check.expression], table, old, new));
    let checks = checks.map(|check| Constraint::Check(check.clone()));
    checks.map(|check| (Change::drop_of(&check), Change::AddConstraint(check))).unzip()
}

/// The same for an index whose keys or rows are told by an expression.
fn is_read_again(index: &Index, table: &Table, old: &Column, new: &Column) -> bool {
    let computed = computed_from(table, &old.name, &[Target::new(DIALECT)]);
    let holds_computed =
        computed.iter().any(|(column, _)| index.named_columns().chain(&index.include).any(|name| *name == column.name));
    !holds_computed && says_again(index.expressions(), table, old, new)
}

/// Whether one of these expressions names a column whose type becomes another one, and none that is computed from it: with
/// those, what names them goes and comes.
fn says_again<'a>(expressions: impl IntoIterator<Item = &'a Sql>, table: &Table, old: &Column, new: &Column) -> bool {
    let targets = [Target::new(DIALECT)];
    let is_longer = matches!(
        (&old.column_type.sql_type, &new.column_type.sql_type),
        (SqlType::Varchar(_), SqlType::Varchar(_))
            | (SqlType::Char(_), SqlType::Char(_))
            | (SqlType::Decimal { .. }, SqlType::Decimal { .. })
    );
    if is_longer || old.column_type.sql_type == new.column_type.sql_type {
        return false;
    }
    let computed = computed_from(table, &old.name, &targets);
    let names = |sql: &Sql, column: &Name| names_column(sql, column, &targets);
    let expressions: Vec<&Sql> = expressions.into_iter().collect();
    expressions.iter().any(|sql| names(sql, &old.name))
        && !computed.iter().any(|(column, _)| expressions.iter().any(|sql| names(sql, &column.name)))
}

/// The default steps aside: PostgreSQL cannot convert every default as it converts the values, and one
/// that is set afterwards is stored as if it had always been of the new type.
fn set_type(column: &Column, using: Option<String>) -> Vec<Change> {
    let set = Change::SetType { column: column.clone(), using };
    if column.default.is_none() {
        return vec![set];
    }
    vec![Change::DropDefault(column.clone()), set, Change::SetDefault(column.clone())]
}

fn set_not_null(set: &SetNotNull, moment: &Moment<'_>) -> Option<Vec<Planned>> {
    let (_, after) = moment.table(&set.table)?;
    let (up, down) = (Change::SetNotNull(set.column.clone()), Change::DropNotNull(set.column.clone()));
    let mut planned = Vec::new();
    planned.extend(fill(set, after));
    if !planned.is_empty() {
        planned.extend(settle(&set.table, moment));
    }
    planned.push(Planned::alter(&set.table, vec![up], vec![down]));
    Some(planned)
}

/// PostgreSQL does not alter a table while checks of its rows wait for the end of the transaction, or triggers that wait too.
pub(super) fn settle(table: &Name, moment: &Moment<'_>) -> Option<Planned> {
    let is_waited_for = |key: &ForeignKey| key.deferrable;
    let own = moment.before.table(table)?;
    let waits = own.foreign_keys.iter().any(is_waited_for)
        || own.uniques.iter().chain(&own.primary_key).any(|key| key.deferrable)
        || moment.before.referencing(table).any(|(_, key)| is_waited_for(key))
        || moment.before.triggers_of(table).next().is_some();
    waits.then(|| Planned::undone_by(Action::SettleConstraints, Vec::new()))
}

/// The update that gives rows without a value one.
pub(super) fn fill(set: &SetNotNull, after: &Table) -> Option<Planned> {
    let (table, column) = (set.table.clone(), after.column(&set.column)?.clone());
    let untouched = after.touched_beside(&column.name);
    Some(Planned::lossy(Action::Fill { table, column, value: set.restore_with.clone()?, untouched }))
}

fn set_default(table: &Name, column: &Name, moment: &Moment<'_>) -> Option<Vec<Planned>> {
    let (before, after) = moment.table(table)?;
    let change = |column: &Column| Change::SetDefault(column.clone());
    let (up, down) = (change(after.column(column)?), change(before.column(column)?));
    Some(vec![Planned::alter(table, vec![up], vec![down])])
}

/// A table's new name.
pub(super) fn rename_table(from: &Name, to: &Name) -> Planned {
    let renaming = |from: &Name, to: &Name| Action::RenameTable { from: from.clone(), to: to.clone() };
    Planned::undone_by(renaming(from, to), vec![renaming(to, from)])
}

/// A column's new name.
pub(super) fn rename_column(table: &Name, from: &Name, to: &Name) -> Planned {
    let renaming = |from: &Name, to: &Name| Change::RenameColumn { from: from.clone(), to: to.clone() };
    Planned::alter(table, vec![renaming(from, to)], vec![renaming(to, from)])
}

/// An index of its own statement.
pub(super) fn create_index(table: &Name, index: &Index) -> Planned {
    let (create, drop) = index_pair(table, index, Build::Plain);
    Planned::undone_by(create, vec![drop])
}

#[derive(Clone, Copy)]
enum Direction {
    Create,
    Drop,
}

/// An index of a table that is in use: writes go on while it is built, and nothing waits behind its end.
fn concurrently(table: &Name, index: &Index, direction: Direction) -> Planned {
    let (create, drop) = index_pair(table, index, Build::Concurrent);
    let (plain_create, plain_drop) = index_pair(table, index, Build::Plain);
    match direction {
        Direction::Create => Planned { plain: Some(plain_create), ..Planned::undone_by(create, vec![drop]) },
        // A drop that fails can leave the index behind, serving nobody.
        Direction::Drop => Planned { plain: Some(plain_drop), ..Planned::undone_by(drop.clone(), vec![drop, create]) },
    }
}

/// The end of an index, in a statement of its own.
pub(super) fn drop_index(table: &Table, name: &Name) -> Option<Planned> {
    let (create, drop) = index_pair(&table.name, table.index(name)?, Build::Plain);
    Some(Planned::undone_by(drop, vec![create]))
}

fn index_pair(table: &Name, index: &Index, build: Build) -> (Action, Action) {
    let create = Action::CreateIndex { table: table.clone(), index: index.clone(), build };
    (create, Action::DropIndex { table: table.clone(), index: index.name.clone(), build })
}
