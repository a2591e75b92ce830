//! The plan for MySQL and MariaDB: what belongs together is one `ALTER TABLE`, since nothing can be rolled back.

use super::action::{Action, Change};
use super::plan::{Group, Moment, Planned};
use super::{auto_increment, enumeration, function, generated, postgres, rows, sequence, trigger, view};
use super::{server_index, server_key};
use crate::capability::{table_with_spelled_nulls, takes_expressions_only};
use crate::catalog::{Column, Constraint, ConstraintKind, Index, Name, Sql, Table, Value};
use crate::dialect::{Dialect, Target};
use crate::expression::{computed_from, names_column};
use crate::operation::{AddColumn, ChangeType, Operation, RenameColumn, RenameConstraint, SetNotNull};

pub(super) fn plan<'a>(moment: &'a Moment<'a>, dialect: Dialect) -> Group<'a> {
    Group::of(moment, planned(moment, dialect).unwrap_or_default())
}

/// Nothing where the catalogue does not know the table.
fn planned<'a>(moment: &'a Moment<'a>, dialect: Dialect) -> Option<Vec<Planned>> {
    Some(match moment.operation {
        Operation::CreateTable(create) => vec![create_table(&create.table, moment, dialect)],
        Operation::DropTable(drop) => {
            vec![Planned::lossy(Action::DropTable(moment.before.table(&drop.table)?.clone()))]
        }
        Operation::RenameTable(rename) => {
            let planned = vec![postgres::rename_table(&rename.from, &rename.to)];
            view::following(moment, (&rename.from, &rename.to), planned, dialect)
        }
        Operation::AddColumn(add) => vec![add_column(add, moment, dialect)?],
        Operation::DropColumn(drop) => {
            let (before, after) = moment.table(&drop.table)?;
            let planned = alter(before, after, vec![Change::DropColumn(drop.column.clone())], Vec::new());
            vec![Planned { undo: None, ..planned }]
        }
        Operation::RenameColumn(rename) => {
            let planned = rename_column(rename, moment, dialect)?;
            let planned = view::renamed_column(moment, rename, planned, dialect);
            trigger::around_renamed_column(moment, rename, planned, dialect)
        }
        Operation::ChangeType(change) => change_type(change, moment, dialect)?,
        Operation::SetNotNull(set) => set_not_null(set, moment)?,
        Operation::DropNotNull(drop) => vec![redefine(&drop.table, &drop.column, moment)?],
        Operation::SetDefault(set) => vec![set_default(&set.table, &set.column, moment, dialect)?],
        Operation::DropDefault(drop) => vec![set_default(&drop.table, &drop.column, moment, dialect)?],
        Operation::SetGenerated(set) => generated::mysql(&set.table, &set.column, moment, dialect)?,
        Operation::DropGenerated(drop) => generated::mysql(&drop.table, &drop.column, moment, dialect)?,
        Operation::SetAutoIncrement(set) => auto_increment::mysql(&set.table, &set.column, moment, dialect)?,
        Operation::DropAutoIncrement(drop) => auto_increment::mysql(&drop.table, &drop.column, moment, dialect)?,
        Operation::CreateIndex(create) => {
            let index = moment.after.table(&create.table)?.index(&create.index.name)?;
            vec![change_index(
                index,
                Change::AddIndex(index.clone()),
                Change::DropIndex(index.name.clone()),
                moment,
                &create.table,
            )?]
        }
        Operation::DropIndex(drop) => {
            let index = moment.before.table(&drop.table)?.index(&drop.index)?;
            vec![change_index(
                index,
                Change::DropIndex(index.name.clone()),
                Change::AddIndex(index.clone()),
                moment,
                &drop.table,
            )?]
        }
        Operation::RenameIndex(rename) => {
            moment.table(&rename.table)?;
            vec![rename_index(&rename.table, &rename.from, &rename.to)]
        }
        Operation::AddConstraint(add) => {
            let (before, after) = moment.table(&add.table)?;
            let sent = server_key::sent(&add.constraint, after, &moment.after, dialect);
            altered(before, after, sent.clone().map(Change::AddConstraint), sent.as_ref().map(Change::drop_of))
        }
        Operation::DropConstraint(drop) => {
            let (before, after) = moment.table(&drop.table)?;
            let constraint = before.constraint(drop.kind, &drop.name)?;
            let sent = server_key::sent(&constraint, before, &moment.before, dialect);
            altered(before, after, sent.as_ref().map(Change::drop_of), sent.map(Change::AddConstraint))
        }
        Operation::RenameConstraint(rename) => rename_constraint(rename, moment, dialect)?,
        // `capability` refuses what could be validated.
        Operation::ValidateConstraint(_) => Vec::new(),
        Operation::RetireColumn(_)
        | Operation::RetireTable(_)
        | Operation::AlreadyExists(_)
        | Operation::WrittenAs(_) => Vec::new(),
        Operation::CommentOnTable(comment) => {
            let (before, after) = moment.table(&comment.table)?;
            let comment = |table: &Table| vec![Change::Comment(table.comment.clone())];
            vec![Planned::alter(&before.name, comment(after), comment(before))]
        }
        Operation::CommentOnColumn(comment) => vec![redefine(&comment.table, &comment.column, moment)?],
        Operation::CreateEnum(_)
        | Operation::DropEnum(_)
        | Operation::AddEnumValue(_)
        | Operation::RenameEnumValue(_)
        | Operation::RenameEnum(_) => enumeration::planned(moment, dialect),
        Operation::CreateFunction(_)
        | Operation::ReplaceFunction(_)
        | Operation::DropFunction(_)
        | Operation::RenameFunction(_) => function::planned(moment, dialect)?,
        Operation::CreateTrigger(_) | Operation::DropTrigger(_) | Operation::RenameTrigger(_) => {
            trigger::planned(moment, dialect)?
        }
        Operation::CreateSequence(_) | Operation::DropSequence(_) | Operation::RenameSequence(_) => {
            sequence::planned(moment)?
        }
        // `capability` refuses what could be one.
        Operation::CreateExtension(_)
        | Operation::DropExtension(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::RenameSchema(_) => Vec::new(),
        Operation::CreateView(_) | Operation::ReplaceView(_) | Operation::DropView(_) | Operation::RenameView(_) => {
            view::planned(moment, dialect)?
        }
        Operation::Execute(execute) => rows::execute(execute, dialect)?,
        Operation::Insert(insert) => rows::insert(insert, moment, dialect)?,
        Operation::DeleteInserted(delete) => rows::delete_inserted(delete, moment, dialect)?,
        Operation::Update(update) => rows::update(update, moment, dialect)?,
        Operation::Delete(delete) => rows::delete(delete, moment, dialect)?,
    })
}

/// Changes of a table, with those of the indexes that the server wants for its foreign keys.
fn alter(before: &Table, after: &Table, mut changes: Vec<Change>, mut undo: Vec<Change>) -> Planned {
    changes.extend(server_index::changes(before, after));
    undo.extend(server_index::changes(after, before));
    Planned::alter(&after.name, changes, undo)
}

/// The same, where perhaps nothing changes.
fn altered(
    before: &Table,
    after: &Table,
    changes: impl IntoIterator<Item = Change>,
    undo: impl IntoIterator<Item = Change>,
) -> Vec<Planned> {
    let planned = alter(before, after, changes.into_iter().collect(), undo.into_iter().collect());
    let is_empty = matches!(&planned.action, Action::AlterTable { changes, .. } if changes.is_empty());
    if is_empty { Vec::new() } else { vec![planned] }
}

fn create_table(table: &Table, moment: &Moment<'_>, dialect: Dialect) -> Planned {
    let mut whole = table_with_spelled_nulls(table, dialect);
    whole.foreign_keys.retain(|key| server_key::is_held(table, key, &moment.after, dialect));
    whole.indexes.extend(server_index::of(table));
    Planned::undone_by(Action::CreateTable(whole), vec![Action::DropTable(table.clone())])
}

fn add_column(add: &AddColumn, moment: &Moment<'_>, dialect: Dialect) -> Option<Planned> {
    let (before, after) = moment.table(&add.table)?;
    let mut changes = vec![Change::AddColumn(add.column.clone())];
    let mut undo = Vec::new();
    for constraint in add.constraints.iter().filter_map(|added| server_key::sent(added, after, &moment.after, dialect))
    {
        undo.push(Change::drop_of(&constraint));
        changes.push(Change::AddConstraint(constraint));
    }
    for index in &add.indexes {
        changes.push(Change::AddIndex(index.clone()));
        undo.push(Change::DropIndex(index.name.clone()));
    }
    undo.push(Change::DropColumn(add.column.name.clone()));
    Some(alter(before, after, changes, undo))
}

/// MySQL refuses to rename a column that a generated column names (error 3108), unless that one is told again in the same
/// statement, or one that a check (3959) or the expression of an index (3837) names, unless that steps aside. In the same statement that copies the table, which is refused too (error 1846) where a foreign key uses
/// the column. MariaDB rewrites the check by itself, and does not find the column if it has to step aside.
fn rename_column(rename: &RenameColumn, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let (before, after) = moment.table(&rename.table)?;
    let mut planned = postgres::rename_column(&rename.table, &rename.from, &rename.to);
    let (old, new) = (aside(before, after), aside(after, before));
    if dialect == Dialect::MariaDb {
        return Some(reopened(rename, before, planned));
    }
    for (old, new) in before.columns.iter().zip(&after.columns).filter(|(old, new)| old.generated != new.generated) {
        planned.action.and(Change::Redefine(new.clone()));
        planned.undo.iter_mut().flatten().for_each(|undo| undo.action.and(Change::Redefine(old.clone())));
    }
    if old.is_empty() {
        return Some(vec![planned]);
    }
    if !is_in_foreign_key(&rename.from, before, moment) {
        planned.action.around(&old, &new);
        planned.undo.iter_mut().flatten().for_each(|undo| undo.action.around(&new, &old));
        return Some(vec![planned]);
    }
    let (drop_old, add_old) = old.into_iter().unzip();
    let (drop_new, add_new) = new.into_iter().unzip();
    let aside = Planned::alter(&rename.table, drop_old, add_old);
    Some(vec![aside, planned, Planned::alter(&rename.table, add_new, drop_new)])
}

/// MariaDB sometimes renames a column that a computed one names and does not find it any more (error 1054), once a view has
/// opened the table. A change of the table that changes nothing, and takes no time, makes it read the definition again.
fn reopened(rename: &RenameColumn, before: &Table, mut planned: Planned) -> Vec<Planned> {
    if computed_from(before, &rename.from, &[Target::new(Dialect::MariaDb)]).is_empty() {
        return vec![planned];
    }
    let again = || Action::alter(&rename.table, vec![Change::Comment(before.comment.clone())]);
    planned.undo.iter_mut().for_each(|undo| undo.insert(0, again().into()));
    vec![Planned::undone_by(again(), Vec::new()), planned]
}

/// Whether a foreign key refers from or to this column.
fn is_in_foreign_key(column: &Name, table: &Table, moment: &Moment<'_>) -> bool {
    table.foreign_keys.iter().any(|key| key.columns.contains(column))
        || moment.before.referencing(&table.name).any(|(_, key)| key.referenced_columns.contains(column))
}

/// What has to step aside while a rename changes its text: how it goes, and how it comes.
fn aside(table: &Table, other: &Table) -> Vec<(Change, Change)> {
    let checks = table.checks.iter().zip(&other.checks).filter(|(own, other)| own != other).map(|(own, _)| {
        let check = Constraint::Check(own.clone());
        (Change::drop_of(&check), Change::AddConstraint(check))
    });
    let differs = |(own, other): &(&Index, &Index)| own.expressions().ne(other.expressions());
    let indexes = table.indexes.iter().zip(&other.indexes).filter(differs);
    checks.chain(indexes.map(|(own, _)| (Change::DropIndex(own.name.clone()), Change::AddIndex(own.clone())))).collect()
}

fn change_type(change: &ChangeType, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let (before, _) = moment.table(&change.table)?;
    let mut redefine = redefine(&change.table, &change.column, moment)?;
    if !change.is_widening(before) {
        redefine.undo = None;
    }
    let using = change.using.as_ref().and_then(|using| using.text(dialect));
    let convert = using.map(|using| {
        let (table, column) = (change.table.clone(), change.column.clone());
        let untouched = before.touched_beside(&column);
        Planned::lossy(Action::Convert { table, column, using: using.text.clone(), untouched })
    });
    // The values are converted in the type that holds both forms: a text.
    let (first, second) =
        if change.column_type.sql_type.is_text() { (Some(redefine), convert) } else { (convert, Some(redefine)) };
    Some(server_key::around_type(change, moment, first.into_iter().chain(second).collect(), dialect))
}

fn set_not_null(set: &SetNotNull, moment: &Moment<'_>) -> Option<Vec<Planned>> {
    let (_, after) = moment.table(&set.table)?;
    let mut planned = Vec::new();
    planned.extend(postgres::fill(set, after));
    planned.push(redefine(&set.table, &set.column, moment)?);
    Some(planned)
}

/// A column's whole definition again, since MODIFY forgets what it is not told.
pub(super) fn redefine(table: &Name, column: &Name, moment: &Moment<'_>) -> Option<Planned> {
    let (before, after) = moment.table(table)?;
    let (old, new) = (before.column(column)?.clone(), after.column(column)?.clone());
    Some(redefined((before, &[old]), (after, &[new])))
}

/// Columns as they are told again, each with the table that has them. MySQL keeps the type that an expression of an index
/// had when the index was made, and refuses values that do not fit into it (error 3907) or takes two of them for the same:
/// where a type changes, such an index goes before and comes again after.
pub(super) fn redefined((before, old): (&Table, &[Column]), (after, new): (&Table, &[Column])) -> Planned {
    let retyped = old.iter().zip(new).filter(|(old, new)| old.column_type != new.column_type).map(|(old, _)| &old.name);
    let retyped: Vec<&Name> = retyped.collect();
    let indexes_of = |table: &Table| -> Vec<Index> {
        let targets = [Target::new(Dialect::MySql)];
        let names = |sql: &Sql| retyped.iter().any(|column| names_column(sql, column, &targets));
        table.indexes.iter().filter(|index| index.expressions().any(names)).cloned().collect()
    };
    let (going, coming) = (indexes_of(before), indexes_of(after));
    let changes = |going: &[Index], columns: &[Column], coming: &[Index]| {
        let drops = going.iter().map(|index| Change::DropIndex(index.name.clone()));
        let redefines = columns.iter().cloned().map(Change::Redefine);
        drops.chain(redefines).chain(coming.iter().cloned().map(Change::AddIndex)).collect()
    };
    Planned::alter(&after.name, changes(&going, new, &coming), changes(&coming, old, &going))
}

fn set_default(table: &Name, column: &Name, moment: &Moment<'_>, dialect: Dialect) -> Option<Planned> {
    let (before, after) = moment.table(table)?;
    let change = |column: &Column| {
        if needs_redefinition(column, dialect) {
            Change::Redefine(column.clone())
        } else {
            Change::SetDefault(column.clone())
        }
    };
    Some(Planned::alter(table, vec![change(after.column(column)?)], vec![change(before.column(column)?)]))
}

/// `SET DEFAULT` of MySQL refuses texts and JSON even in parentheses (error 1101), does not parse
/// `CURRENT_TIMESTAMP(6)` without them, and with them stores `now(6)`, which is not what CREATE TABLE stores.
fn needs_redefinition(column: &Column, dialect: Dialect) -> bool {
    // MariaDB would forget `ON UPDATE`.
    column.on_update_now
        || dialect == Dialect::MySql
            && (column.default == Some(Value::Now) || takes_expressions_only(&column.column_type.sql_type))
}

/// An index in a statement of its own, or together with the server's index that takes or leaves its place.
fn change_index(index: &Index, up: Change, down: Change, moment: &Moment<'_>, table: &Name) -> Option<Planned> {
    let (before, after) = moment.table(table)?;
    if server_index::changes(before, after).is_empty() {
        let exists_already = before.index(&index.name).is_some();
        return if exists_already {
            postgres::drop_index(before, &index.name)
        } else {
            Some(postgres::create_index(table, index))
        };
    }
    Some(alter(before, after, vec![up], vec![down]))
}

fn rename_index(table: &Name, from: &Name, to: &Name) -> Planned {
    let renaming = |from: &Name, to: &Name| Change::RenameIndex { from: from.clone(), to: to.clone() };
    Planned::alter(table, vec![renaming(from, to)], vec![renaming(to, from)])
}

/// A unique constraint is an index. Checks and foreign keys have no new name but by being made again.
fn rename_constraint(rename: &RenameConstraint, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let (before, after) = moment.table(&rename.table)?;
    let old = before.constraints().find(|constraint| *constraint.name() == rename.from)?;
    match old.kind() {
        // It is called PRIMARY, whatever the history says; and there are no exclusion constraints.
        ConstraintKind::PrimaryKey | ConstraintKind::Exclusion => None,
        ConstraintKind::Unique => Some(vec![rename_index(&rename.table, &rename.from, &rename.to)]),
        ConstraintKind::ForeignKey | ConstraintKind::Check => {
            let new = after.constraint(old.kind(), &rename.to)?;
            let old_key = server_key::sent(&old, before, &moment.before, dialect);
            let new_key = server_key::sent(&new, after, &moment.after, dialect);
            let drop = |constraint: &Option<Constraint>| constraint.as_ref().map(Change::drop_of);
            let add = |constraint: &Option<Constraint>| constraint.clone().map(Change::AddConstraint);
            // In one statement the two names of a foreign key may not differ in case alone.
            if old.kind() == ConstraintKind::ForeignKey && rename.from.eq_ignore_ascii_case(&rename.to) {
                let mut between = before.clone();
                between.foreign_keys.retain(|key| key.name != rename.from);
                let dropped = altered(before, &between, drop(&old_key), add(&old_key));
                let added = altered(&between, after, add(&new_key), drop(&new_key));
                return Some(dropped.into_iter().chain(added).collect());
            }
            let changes = |from, to| drop(from).into_iter().chain(add(to));
            Some(altered(before, after, changes(&old_key, &new_key), changes(&new_key, &old_key)))
        }
    }
}

impl Action {
    /// Adds a change.
    fn and(&mut self, change: Change) {
        if let Self::AlterTable { changes, .. } = self {
            changes.push(change);
        }
    }

    /// Lets things go before the changes of this action, and others come after them.
    fn around(&mut self, going: &[(Change, Change)], coming: &[(Change, Change)]) {
        let Self::AlterTable { changes, .. } = self else { return };
        let drop = going.iter().map(|(drop, _)| drop.clone());
        let add = coming.iter().map(|(_, add)| add.clone());
        *changes = drop.chain(changes.drain(..)).chain(add).collect();
    }
}
