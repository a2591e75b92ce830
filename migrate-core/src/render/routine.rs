//! The statements for functions and triggers, apart from those that their authors wrote.

use super::literal::{quoted, quoted_alone};
use crate::catalog::Name;
use crate::dialect::Dialect;

pub fn drop_function(name: &Name, signature: &str, dialect: Dialect) -> String {
    format!("DROP FUNCTION {}{signature}", quoted(name, dialect))
}

pub fn rename_function(from: &Name, to: &Name, signature: &str, dialect: Dialect) -> String {
    format!("ALTER FUNCTION {}{signature} RENAME TO {}", quoted(from, dialect), quoted_alone(to, dialect))
}

pub fn drop_trigger(table: &Name, name: &Name, dialect: Dialect) -> String {
    let trigger = quoted(name, dialect);
    match dialect {
        Dialect::Postgres => format!("DROP TRIGGER {trigger} ON {}", quoted(table, dialect)),
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => format!("DROP TRIGGER {trigger}"),
    }
}

pub fn rename_trigger(table: &Name, from: &Name, to: &Name, dialect: Dialect) -> String {
    let (table, from, to) = (quoted(table, dialect), quoted(from, dialect), quoted(to, dialect));
    format!("ALTER TRIGGER {from} ON {table} RENAME TO {to}")
}
