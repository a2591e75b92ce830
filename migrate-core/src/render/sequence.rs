//! The statements for sequences, which sea-query does not have.

use super::literal::{quoted, quoted_alone};
use crate::catalog::Name;
use crate::dialect::Dialect;

pub fn create(name: &Name, dialect: Dialect) -> String {
    format!("CREATE SEQUENCE {}", quoted(name, dialect))
}

pub fn restart(name: &Name, next: i64, dialect: Dialect) -> String {
    format!("ALTER SEQUENCE {} RESTART WITH {next}", quoted(name, dialect))
}

pub fn drop(name: &Name, dialect: Dialect) -> String {
    format!("DROP SEQUENCE {}", quoted(name, dialect))
}

pub fn rename(from: &Name, to: &Name, dialect: Dialect) -> String {
    let (from, to) = (quoted(from, dialect), quoted_alone(to, dialect));
    if dialect.is_mysql_family() {
        format!("RENAME TABLE {from} TO {to}")
    } else {
        format!("ALTER SEQUENCE {from} RENAME TO {to}")
    }
}
