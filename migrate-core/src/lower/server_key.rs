//! The foreign keys that MySQL and MariaDB hold.
//!
//! They want both sides of one to be of one type (errors 3780 and 1005), which they need not be within a migration, and
//! refuse to change the type of a column under one (1832, 1833 and 3780). So a foreign key is in the database exactly
//! while its sides match, and steps aside while one of them changes. Its index stays (see `server_index`).

use super::action::Change;
use super::plan::{Moment, Planned, Question};
use crate::catalog::{Catalog, ColumnType, Constraint, ForeignKey, Table};
use crate::condition::Condition;
use crate::dialect::Dialect;
use crate::operation::ChangeType;

/// A foreign key with its table.
pub(super) type Key<'a> = (&'a Table, &'a ForeignKey);

/// The foreign keys that the server has.
pub(super) fn held(catalog: &Catalog, dialect: Dialect) -> impl Iterator<Item = Key<'_>> {
    catalog.foreign_keys().filter(move |(child, key)| is_held(child, key, catalog, dialect))
}

/// Whether the server has a foreign key of a table: whether its two sides match.
pub(super) fn is_held(child: &Table, key: &ForeignKey, catalog: &Catalog, dialect: Dialect) -> bool {
    let Some(parent) = catalog.table(&key.referenced_table) else { return true };
    key.sides(child, parent).all(|(own, other)| {
        let (own, other) = (&own.column_type, &other.column_type);
        own.joins(other) && own.collation_on(dialect) == other.collation_on(dialect)
    })
}

/// Whether the server can tell which rows refer to nothing: it compares no texts of two collations (error 1267). The
/// foreign key is not there yet then, and the server looks at the rows when it comes.
pub(super) fn compares(question: &Question<'_>, before: &Catalog, dialect: Dialect) -> bool {
    let Question::Rows(child, condition) = question else { return true };
    let Condition::NoOrphans { foreign_key: key, .. } = &**condition else { return true };
    let Some(parent) = before.table(&key.referenced_table) else { return true };
    key.sides(child, parent)
        .all(|(own, other)| own.column_type.collation_on(dialect) == other.column_type.collation_on(dialect))
}

/// What the server does not do under foreign keys: some go before it, and some come after it.
pub(super) fn around(going: &[Key<'_>], planned: Vec<Planned>, coming: &[Key<'_>]) -> Vec<Planned> {
    let clauses = |key: &ForeignKey| {
        let key = Constraint::ForeignKey(key.clone());
        (vec![Change::drop_of(&key)], vec![Change::AddConstraint(key)])
    };
    let gone = going.iter().map(|(child, key)| {
        let (drop, add) = clauses(key);
        Planned::alter(&child.name, drop, add)
    });
    let come = coming.iter().map(|(child, key)| {
        let (drop, add) = clauses(key);
        Planned::alter(&child.name, add, drop)
    });
    gone.chain(planned).chain(come).collect()
}

/// Another type of a column: the foreign keys on it go before, and those whose sides match now come after.
pub(super) fn around_type(
    change: &ChangeType,
    moment: &Moment<'_>,
    planned: Vec<Planned>,
    dialect: Dialect,
) -> Vec<Planned> {
    let held = |catalog| -> Vec<Key<'_>> {
        held(catalog, dialect).filter(|(child, key)| key.is_on(&child.name, &change.table, &change.column)).collect()
    };
    let kept = |column_type: &ColumnType| {
        (column_type.sql_type.clone(), column_type.unsigned, column_type.collation_on(dialect))
    };
    let old = moment.before.table(&change.table).and_then(|table| table.column(&change.column));
    if old.is_some_and(|old| kept(&old.column_type) == kept(&change.column_type)) {
        return planned;
    }
    around(&held(&moment.before), planned, &held(&moment.after))
}
