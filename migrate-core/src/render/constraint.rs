//! The definitions of keys, foreign keys, checks and of MySQL's indexes inside a table.

use super::column::expression;
use super::literal::{listed, quoted};
use crate::catalog::{Check, Constraint, ForeignKey, Key, ReferenceAction};
use crate::dialect::Dialect;

/// A constraint as `CREATE TABLE` and `ADD` write it.
///
/// sea-query is not asked: it leaves SQLite's foreign keys without a name, and does not escape the
/// names of the others.
pub fn definition(constraint: &Constraint, dialect: Dialect) -> String {
    match constraint {
        Constraint::PrimaryKey(key) => primary_key(key, dialect),
        Constraint::Unique(key) => {
            let word = if dialect.is_mysql_family() { "UNIQUE KEY" } else { "UNIQUE" };
            let columns = listed(&key.columns, dialect);
            if dialect.is_mysql_family() {
                format!("{word} {} ({columns})", quoted(&key.name, dialect))
            } else {
                format!("CONSTRAINT {} {word} ({columns})", quoted(&key.name, dialect))
            }
        }
        Constraint::ForeignKey(key) => {
            let name = quoted(&key.name, dialect);
            let columns = listed(&key.columns, dialect);
            format!("CONSTRAINT {name} FOREIGN KEY ({columns}) {}", references(key, dialect))
        }
        Constraint::Check(check) => self::check(check, dialect),
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
    sql
}

/// A check with its name.
pub fn check(check: &Check, dialect: Dialect) -> String {
    format!("CONSTRAINT {} CHECK ({})", quoted(&check.name, dialect), expression(&check.expression, dialect))
}

fn primary_key(key: &Key, dialect: Dialect) -> String {
    let columns = listed(&key.columns, dialect);
    if dialect.is_mysql_family() {
        // The server calls it PRIMARY, whatever it is told.
        format!("PRIMARY KEY ({columns})")
    } else {
        format!("CONSTRAINT {} PRIMARY KEY ({columns})", quoted(&key.name, dialect))
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
