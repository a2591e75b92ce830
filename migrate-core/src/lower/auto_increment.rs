//! A column begins to count up by itself, or ends.

use super::action::{Action, Change};
use super::mysql;
use super::plan::{Moment, Planned};
use super::server_key::{self, Key};
use crate::catalog::Name;
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
    let keys = server_key::held(&moment.before, dialect).filter(|(child, key)| key.is_on(&child.name, table, column));
    let keys: Vec<Key<'_>> = keys.collect();
    Some(server_key::around(&keys, vec![redefine], &keys))
}
