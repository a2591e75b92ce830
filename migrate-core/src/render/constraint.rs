//! The definitions of keys, foreign keys, checks and of MySQL's indexes inside a table.

use super::column::expression;
use super::exclusion;
use super::literal::{listed, quoted};
use crate::catalog::{Check, Constraint, ForeignKey, Key, ReferenceAction, Validity};
use crate::dialect::Dialect;

/// A constraint as `CREATE TABLE` and `ADD` write it.
///
/// sea-query is not asked: it leaves SQLite's foreign keys without a name, and does not escape the
/// names of the others.
pub fn definition(constraint: &Constraint, dialect: Dialect) -> String {
    match constraint {
        Constraint::PrimaryKey(key) => primary_key(key, dialect),
        Constraint::Unique(key) => {
            let columns = listed(&key.columns, dialect);
            if dialect.is_mysql_family() {
                format!("UNIQUE KEY {} ({columns})", quoted(&key.name, dialect))
            } else {
                let options = key_options(key, dialect);
                format!("CONSTRAINT {} UNIQUE ({columns}){options}", quoted(&key.name, dialect))
            }
        }
        Constraint::ForeignKey(key) => {
            let name = quoted(&key.name, dialect);
            let columns = listed(&key.columns, dialect);
            format!("CONSTRAINT {name} FOREIGN KEY ({columns}) {}", references(key, dialect))
        }
        Constraint::Check(check) => self::check(check, dialect),
        Constraint::Exclusion(exclusion) => exclusion::definition(exclusion),
    }
}

/// What a foreign key refers to, and its actions.
pub fn references(key: &ForeignKey, dialect: Dialect) -> String {
    let mut sql =
        format!("REFERENCES {} ({})", quoted(&key.referenced_table, dialect), listed(&key.referenced_columns, dialect));
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if let Some(action) = action_text(action) {
            sql.push_str(&format!(" ON {event} {action}"));
        }
    }
    sql.push_str(deferrable(key.deferrable));
    sql.push_str(not_valid(key.validity));
    sql
}

/// A check with its name.
pub fn check(check: &Check, dialect: Dialect) -> String {
    let (name, expression) = (quoted(&check.name, dialect), expression(&check.expression, dialect));
    format!("CONSTRAINT {name} CHECK ({expression}){}", not_valid(check.validity))
}

const fn not_valid(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "",
        Validity::NotValid => " NOT VALID",
    }
}

/// SQLite has no statement that defers a constraint, so that one which is deferrable is deferred from the start; it
/// means the same everywhere.
pub const fn deferrable(deferrable: bool) -> &'static str {
    if deferrable { " DEFERRABLE INITIALLY DEFERRED" } else { "" }
}

fn key_options(key: &Key, dialect: Dialect) -> String {
    let include = match key.include.as_slice() {
        [] => String::new(),
        columns => format!(" INCLUDE ({})", listed(columns, dialect)),
    };
    include + deferrable(key.deferrable)
}

fn primary_key(key: &Key, dialect: Dialect) -> String {
    let columns = listed(&key.columns, dialect);
    if dialect.is_mysql_family() {
        // The server calls it PRIMARY, whatever it is told.
        format!("PRIMARY KEY ({columns})")
    } else {
        let options = key_options(key, dialect);
        format!("CONSTRAINT {} PRIMARY KEY ({columns}){options}", quoted(&key.name, dialect))
    }
}

/// The action, or nothing where it is what every database does by itself.
const fn action_text(action: ReferenceAction) -> Option<&'static str> {
    match action {
        ReferenceAction::NoAction => None,
        ReferenceAction::Restrict => Some("RESTRICT"),
        ReferenceAction::Cascade => Some("CASCADE"),
        ReferenceAction::SetNull => Some("SET NULL"),
        ReferenceAction::SetDefault => Some("SET DEFAULT"),
    }
}
