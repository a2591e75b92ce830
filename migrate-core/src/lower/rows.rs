//! The plan for changes of rows, which is the same on every database but for how a column counts on.

use super::action::{Action, WhichRows};
use super::plan::{Moment, Planned};
use crate::apply::batch_key;
use crate::catalog::{Column, Sql, Table};
use crate::dialect::Dialect;
use crate::expression;
use crate::operation::{Delete, DeleteInserted, Execute, Insert, Row, Subject, Update};

/// Nothing where the catalogue does not know the table; likewise for the others.
pub(super) fn insert(insert: &Insert, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    insert_rows(insert, moment.before.table(&insert.table)?, dialect)
}

pub(super) fn delete_inserted(delete: &DeleteInserted, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let table = moment.before.table(&delete.insert.table)?;
    let again = insert_rows(&delete.insert, table, dialect)?;
    let again: Vec<Action> = again.into_iter().map(|planned| planned.action).collect();
    let deletes = one_by_one(delete, table);
    let is_one = deletes.len() == 1;
    let planned = |action| if is_one { Planned::undone_by(action, again.clone()) } else { Planned::lossy(action) };
    Some(deletes.into_iter().map(planned).collect())
}

pub(super) fn update(update: &Update, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let table = moment.before.table(&update.table)?;
    let mut sets = Vec::with_capacity(update.sets.len());
    for (name, cell) in &update.sets {
        sets.push((table.column(name)?.clone(), cell.value.clone()));
    }
    let rows = which_rows(update.only_where.as_ref(), update.in_batches_of, table, dialect);
    Some(vec![in_batches(rows, |rows| Action::UpdateRows { table: table.name.clone(), sets: sets.clone(), rows })])
}

pub(super) fn delete(delete: &Delete, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let table = moment.before.table(&delete.table)?;
    let rows = which_rows(delete.only_where.as_ref(), delete.in_batches_of, table, dialect);
    Some(vec![in_batches(rows, |rows| Action::DeleteRows { table: table.name.clone(), rows })])
}

/// The author's own SQL, where there is any for this database.
pub(super) fn execute(execute: &Execute, dialect: Dialect) -> Option<Vec<Planned>> {
    let action = |sql: &Sql| {
        let text = sql.text(dialect)?;
        let is_of_rows = execute.subject == Subject::Rows && expression::changes_rows_alone(text, dialect);
        Some(if is_of_rows { Action::ChangeRows(text.text.clone()) } else { Action::Execute(text.text.clone()) })
    };
    let planned = action(&execute.sql)?;
    Some(vec![match &execute.reverse {
        Some(reverse) => Planned::undone_by(planned, action(reverse).into_iter().collect()),
        None => Planned::lossy(planned),
    }])
}

fn insert_rows(insert: &Insert, table: &Table, dialect: Dialect) -> Option<Vec<Planned>> {
    let columns: Option<Vec<Column>> = insert.columns.iter().map(|name| table.column(name).cloned()).collect();
    let columns = columns?;
    let counted = columns.iter().find(|column| column.auto_increment).map(|column| column.name.clone());
    let rows = insert.rows.clone();
    let action = Action::InsertRows { table: table.name.clone(), columns, rows };
    let undo = (!insert.key.is_empty()).then(|| {
        let key = insert.key.iter().filter_map(|name| table.column(name).cloned()).collect();
        one_by_one(&DeleteInserted { insert: insert.clone(), key }, table)
    });
    let mut planned = vec![match undo {
        Some(undo) => Planned::undone_by(action, undo),
        None => Planned::lossy(action),
    }];
    if let Some(column) = counted.filter(|_| dialect == Dialect::Postgres) {
        let action = Action::AdvanceNumbers { table: table.name.clone(), column };
        planned.push(Planned::undone_by(action, Vec::new()));
    }
    Some(planned)
}

/// Rows may refer to others of their own table, and MySQL looks at each as it goes: the last one goes first.
fn one_by_one(delete: &DeleteInserted, table: &Table) -> Vec<Action> {
    let refers_to_itself = table.foreign_keys.iter().any(|key| key.referenced_table == table.name);
    if !refers_to_itself {
        return vec![Action::DeleteKeys(delete.clone())];
    }
    let one = |row: &Row| {
        let insert = Insert { rows: vec![row.clone()], ..delete.insert.clone() };
        Action::DeleteKeys(DeleteInserted { insert, key: delete.key.clone() })
    };
    delete.insert.rows.iter().rev().map(one).collect()
}

fn which_rows(only_where: Option<&Sql>, size: Option<u32>, table: &Table, dialect: Dialect) -> WhichRows {
    let only_where = only_where.and_then(|sql| sql.text(dialect)).map(|text| text.text.clone());
    WhichRows { only_where, batches: size.and_then(|size| Some((batch_key(table)?.clone(), size))) }
}

/// Where nobody uses the table yet, all rows are changed at once.
fn in_batches(rows: WhichRows, action: impl Fn(WhichRows) -> Action) -> Planned {
    let plain = rows.batches.is_some().then(|| action(WhichRows { batches: None, ..rows.clone() }));
    Planned { plain, ..Planned::lossy(action(rows)) }
}
