//! A column begins to count up by itself, or ends.

use super::action::{Action, Change};
use super::mysql;
use super::plan::{Moment, Planned};
use crate::catalog::{Constraint, Name};
use crate::dialect::Dialect;

/// An identity begins with 1, whatever the table holds.
pub(super) fn postgres_set(table: &Name, column: &Name) -> Vec<Planned> {
    let (add, drop) = (Change::AddIdentity(column.clone()), Change::DropIdentity(column.clone()));
    vec![Planned::alter(table, vec![add], vec![drop]), Planned::undone_by(number(table, column), Vec::new())]
}

pub(super) fn postgres_drop(table: &Name, column: &Name) -> Vec<Planned> {
    let (add, drop) = (Change::AddIdentity(column.clone()), Change::DropIdentity(column.clone()));
    let undo = vec![Action::alter(table, vec![add]), number(table, column)];
    vec![Planned::undone_by(Action::alter(table, vec![drop]), undo)]
}

fn number(table: &Name, column: &Name) -> Action {
    Action::Number { table: table.clone(), column: column.clone() }
}

/// MySQL does not redefine a column that a foreign key uses in this way (errors 1832 and 1833); MariaDB does.
pub(super) fn mysql(table: &Name, column: &Name, moment: &Moment<'_>, dialect: Dialect) -> Option<Vec<Planned>> {
    let redefine = mysql::redefine(table, column, moment)?;
    if dialect == Dialect::MariaDb {
        return Some(vec![redefine]);
    }
    let own = moment.before.table(table)?;
    let own_keys = own.foreign_keys.iter().filter(|key| key.columns.contains(column)).map(|key| (own, key));
    let refers = |key: &crate::catalog::ForeignKey| key.referenced_columns.contains(column);
    let others = moment
        .before
        .referencing(table)
        .filter(|(child, key)| refers(key) && !(child.name == *table && key.columns.contains(column)));
    let (mut going, mut coming) = (Vec::new(), Vec::new());
    for (child, key) in own_keys.chain(others) {
        let key = Constraint::ForeignKey(key.clone());
        let (drop, add) = (vec![Change::drop_of(&key)], vec![Change::AddConstraint(key)]);
        going.push(Planned::alter(&child.name, drop.clone(), add.clone()));
        coming.push(Planned::alter(&child.name, add, drop));
    }
    Some(going.into_iter().chain([redefine]).chain(coming).collect())
}
