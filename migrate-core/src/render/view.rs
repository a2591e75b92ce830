//! The statements for views, which sea-query does not have.

use super::literal::{quoted, quoted_alone};
use crate::catalog::{Name, ViewKind};
use crate::dialect::Dialect;

pub fn create(name: &Name, kind: ViewKind, query: &str, dialect: Dialect) -> String {
    format!("CREATE {} {} AS {query}", noun(kind), quoted(name, dialect))
}

pub fn replace(name: &Name, query: &str, dialect: Dialect) -> String {
    format!("CREATE OR REPLACE VIEW {} AS {query}", quoted(name, dialect))
}

pub fn drop(name: &Name, kind: ViewKind, dialect: Dialect) -> String {
    format!("DROP {} {}", noun(kind), quoted(name, dialect))
}

pub fn rename(from: &Name, to: &Name, kind: ViewKind, dialect: Dialect) -> String {
    let (from, to) = (quoted(from, dialect), quoted_alone(to, dialect));
    if dialect.is_mysql_family() {
        format!("RENAME TABLE {from} TO {to}")
    } else {
        format!("ALTER {} {from} RENAME TO {to}", noun(kind))
    }
}

const fn noun(kind: ViewKind) -> &'static str {
    match kind {
        ViewKind::Plain => "VIEW",
        ViewKind::Materialized => "MATERIALIZED VIEW",
    }
}
