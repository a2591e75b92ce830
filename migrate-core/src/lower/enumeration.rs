//! The plan for enumerations: a type on PostgreSQL; elsewhere each column of one says its values itself.

use super::action::Action;
use super::mysql;
use super::plan::{Moment, Planned};
use super::rebuild::Rebuild;
use super::server_key::{self, Key};
use crate::catalog::{Column, Enumeration, Name, Table};
use crate::dialect::Dialect;
use crate::operation::{Operation, RenameEnumValue};

/// The plan for an operation on an enumeration.
pub(super) fn planned<'a>(moment: &'a Moment<'a>, dialect: Dialect) -> Vec<Planned> {
    match dialect {
        Dialect::Postgres => postgres(moment.operation).into_iter().collect(),
        Dialect::MySql | Dialect::MariaDb => mysql(moment, dialect),
        Dialect::Sqlite => changed(moment)
            .filter_map(|table| Rebuild::new(moment, &table.name))
            .flat_map(|rebuild| rebuild.planned())
            .collect(),
    }
}

fn postgres(operation: &Operation) -> Option<Planned> {
    let create = |enumeration: &Enumeration| Action::CreateEnum(enumeration.clone());
    Some(match operation {
        Operation::CreateEnum(operation) => {
            let drop = Action::DropEnum(operation.enumeration.name.clone());
            Planned::undone_by(create(&operation.enumeration), vec![drop])
        }
        Operation::DropEnum(operation) => Planned::lossy(Action::DropEnum(operation.name.clone())),
        // The value stays if the migration fails later on; then it is not added a second time.
        Operation::AddEnumValue(operation) => Planned::undone_by(Action::AddEnumValue(operation.clone()), Vec::new()),
        Operation::RenameEnumValue(operation) => {
            let RenameEnumValue { name, from, to } = operation.clone();
            let back = RenameEnumValue { name, from: to, to: from };
            Planned::undone_by(Action::RenameEnumValue(operation.clone()), vec![Action::RenameEnumValue(back)])
        }
        Operation::RenameEnum(operation) => {
            let renaming = |from: &Name, to: &Name| Action::RenameEnum { from: from.clone(), to: to.clone() };
            Planned::undone_by(renaming(&operation.from, &operation.to), vec![renaming(&operation.to, &operation.from)])
        }
        _ => return None,
    })
}

/// The tables that have a column whose values an operation changes.
fn changed<'a>(moment: &'a Moment<'a>) -> impl Iterator<Item = &'a Table> {
    moment.before.tables.values().filter(|table| {
        let after = moment.after.table(&table.name);
        after.is_some_and(|after| !columns(table, after).is_empty())
    })
}

/// The columns whose values differ, before and after.
fn columns<'a>(before: &'a Table, after: &'a Table) -> Vec<(&'a Column, &'a Column)> {
    let pairs = before.columns.iter().zip(&after.columns);
    let values = |column: &'a Column| column.column_type.sql_type.enumeration().map(|it| &it.values);
    pairs.filter(|(old, new)| values(old) != values(new)).collect()
}

/// Foreign keys step aside: under them MySQL and MariaDB do not change the list of a column but at its end (errors 1832 and
/// 1833), and it may hold values that an undone migration left there, nor the rows (1451).
fn mysql(moment: &Moment<'_>, dialect: Dialect) -> Vec<Planned> {
    let is_changed = |table: &Name, names: &[Name]| {
        let tables = moment.table(table);
        tables.is_some_and(|(old, new)| columns(old, new).iter().any(|(column, _)| names.contains(&column.name)))
    };
    let keys = server_key::held(&moment.before, dialect).filter(|(child, key)| {
        is_changed(&child.name, &key.columns) || is_changed(&key.referenced_table, &key.referenced_columns)
    });
    let keys: Vec<Key<'_>> = keys.collect();
    server_key::around(&keys, changed(moment).flat_map(|table| redefined(moment, table)).collect(), &keys)
}

fn redefined(moment: &Moment<'_>, before: &Table) -> Vec<Planned> {
    let Some(after) = moment.after.table(&before.name) else { return Vec::new() };
    let columns = columns(before, after);
    let (old, new): (Vec<Column>, Vec<Column>) =
        columns.iter().map(|(old, new)| ((*old).clone(), (*new).clone())).unzip();
    let Operation::RenameEnumValue(rename) = moment.operation else {
        return vec![mysql::redefined((before, &old), (after, &new))];
    };
    // Rows change from one value to the other while the column has both.
    let both: Vec<Column> = old.iter().map(|old| with_value(old, &rename.to)).collect();
    let mut planned = vec![mysql::redefined((before, &old), (before, &both))];
    for (column, _) in &columns {
        let replace = |from: &Name, to: &Name| Action::ReplaceValue {
            table: before.name.clone(),
            column: column.name.clone(),
            from: from.clone(),
            to: to.clone(),
            untouched: before.touched_beside(&column.name),
        };
        planned.push(Planned::undone_by(replace(&rename.from, &rename.to), vec![replace(&rename.to, &rename.from)]));
    }
    planned.push(mysql::redefined((before, &both), (after, &new)));
    planned
}

fn with_value(column: &Column, value: &Name) -> Column {
    let mut column = column.clone();
    if let Some(enumeration) = column.column_type.sql_type.enumeration_mut() {
        enumeration.values.push(value.clone());
    }
    column
}
