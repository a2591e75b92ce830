//! The foreign keys that a server holds.
//!
//! MySQL and MariaDB want both sides of one to be of one type (errors 3780 and 1005), PostgreSQL that what refers becomes
//! the type of what it refers to by itself (error 42804), which need not be so within a migration. So a foreign key is in the
//! database exactly while its sides match, and steps aside while they do not. The index that MySQL and MariaDB keep for it stays
//! (see `server_index`).

use super::action::Change;
use super::plan::{Moment, Planned, Question};
use crate::capability::has_text;
use crate::catalog::{Catalog, ColumnType, Constraint, ForeignKey, SqlType, Table};
use crate::condition::Condition;
use crate::dialect::Dialect;
use crate::operation::{ChangeType, Operation};

/// A foreign key with its table.
pub(super) type Key<'a> = (&'a Table, &'a ForeignKey);

/// The foreign keys that the server has.
pub(super) fn held(catalog: &Catalog, dialect: Dialect) -> impl Iterator<Item = Key<'_>> {
    catalog.foreign_keys().filter(move |(child, key)| is_held(child, key, catalog, dialect))
}

/// Whether the server has a foreign key of a table: whether its two sides match.
pub(super) fn is_held(child: &Table, key: &ForeignKey, catalog: &Catalog, dialect: Dialect) -> bool {
    all_sides(child, key, catalog, |own, other| match dialect {
        Dialect::MySql | Dialect::MariaDb => {
            own.joins(other) && own.collation_on(dialect) == other.collation_on(dialect)
        }
        Dialect::Postgres => becomes(&own.sql_type, &other.sql_type),
        Dialect::Sqlite => true,
    })
}

/// Whether the server has a foreign key of a table before and after an operation.
pub(super) fn stays(child: &Table, key: &ForeignKey, moment: &Moment<'_>, dialect: Dialect) -> bool {
    [&moment.before, &moment.after].into_iter().all(|catalog| {
        let child = catalog.table(&child.name);
        child.is_some_and(|child| is_held(child, key, catalog, dialect))
    })
}

/// A constraint of a table that the server has.
pub(super) fn sent(constraint: &Constraint, table: &Table, catalog: &Catalog, dialect: Dialect) -> Option<Constraint> {
    let is_sent = match constraint {
        Constraint::ForeignKey(key) => is_held(table, key, catalog, dialect),
        other => has_text(other, dialect),
    };
    is_sent.then(|| constraint.clone())
}

/// Whether the server can tell which rows refer to nothing: MySQL and MariaDB compare no texts of two collations (error
/// 1267), and PostgreSQL not any two types (42883). The foreign key is not there yet then, and the server looks at the rows
/// when it comes.
pub(super) fn compares(question: &Question<'_>, moment: &Moment<'_>, dialect: Dialect) -> bool {
    let Question::Rows(child, condition) = question else { return true };
    let Condition::NoOrphans { foreign_key: key, .. } = &**condition else { return true };
    // The question says what a new column holds.
    let catalog = if matches!(moment.operation, Operation::AddColumn(_)) { &moment.after } else { &moment.before };
    let Some(child) = catalog.table(&child.name) else { return true };
    all_sides(child, key, catalog, |own, other| match dialect {
        Dialect::MySql | Dialect::MariaDb => own.collation_on(dialect) == other.collation_on(dialect),
        Dialect::Postgres => becomes(&own.sql_type, &other.sql_type),
        Dialect::Sqlite => true,
    })
}

/// Whether this is so of the types of each column that refers and of the one that it refers to.
fn all_sides(
    child: &Table,
    key: &ForeignKey,
    catalog: &Catalog,
    is_so: impl Fn(&ColumnType, &ColumnType) -> bool,
) -> bool {
    let Some(parent) = catalog.table(&key.referenced_table) else { return true };
    key.sides(child, parent).all(|(own, other)| is_so(&own.column_type, &other.column_type))
}

/// Whether PostgreSQL has an implicit cast from one type to another, or compares both as a third. Of a type that the language
/// does not know, as a domain, the database has the say: a key that it holds is not taken for one that it does not.
fn becomes(from: &SqlType, to: &SqlType) -> bool {
    let is_approximate = |of: &SqlType| matches!(of, SqlType::Float | SqlType::Double);
    let is_decimal = |of: &SqlType| matches!(of, SqlType::Decimal { .. });
    match (from, to) {
        (SqlType::Custom(_), _) | (_, SqlType::Custom(_)) => true,
        (from, to) if from.is_integer() => to.is_integer() || is_decimal(to) || is_approximate(to),
        (from, to) if is_decimal(from) => is_decimal(to) || is_approximate(to),
        (from, to) if is_approximate(from) => is_approximate(to),
        (from, to) if from.is_text() => to.is_text(),
        (from, to) if from.is_moment() => to.is_moment(),
        (SqlType::Time, SqlType::Interval) => true,
        // Both are `bytea`.
        (SqlType::Binary(_) | SqlType::Blob, SqlType::Binary(_) | SqlType::Blob) => true,
        (from, to) => from == to,
    }
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

/// Another type of a column: the foreign keys on it go before, and those whose sides match now come after. MySQL and MariaDB
/// refuse it under any (errors 1832, 1833 and 3780); PostgreSQL makes one whose sides match before and after again by itself.
pub(super) fn around_type(
    change: &ChangeType,
    moment: &Moment<'_>,
    planned: Vec<Planned>,
    dialect: Dialect,
) -> Vec<Planned> {
    let steps_aside = |(child, key): &Key<'_>| {
        key.is_on(&child.name, &change.table, &change.column)
            && (dialect.is_mysql_family() || !stays(child, key, moment, dialect))
    };
    let kept = |column_type: &ColumnType| {
        (column_type.sql_type.clone(), column_type.unsigned, column_type.collation_on(dialect))
    };
    let old = moment.before.table(&change.table).and_then(|table| table.column(&change.column));
    if old.is_some_and(|old| kept(&old.column_type) == kept(&change.column_type)) {
        return planned;
    }
    let going: Vec<Key<'_>> = held(&moment.before, dialect).filter(steps_aside).collect();
    let coming: Vec<Key<'_>> = held(&moment.after, dialect).filter(steps_aside).collect();
    around(&going, planned, &coming)
}
