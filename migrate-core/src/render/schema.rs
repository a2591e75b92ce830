//! PostgreSQL: the statements for schemas, and what is asked before them.

use super::literal::{quoted, text};
use crate::catalog::Name;
use crate::dialect::Dialect;

const DIALECT: Dialect = Dialect::Postgres;

pub fn create(name: &Name) -> String {
    format!("CREATE SCHEMA {}", quoted(name, DIALECT))
}

pub fn drop(name: &Name) -> String {
    format!("DROP SCHEMA {}", quoted(name, DIALECT))
}

pub fn rename(from: &Name, to: &Name) -> String {
    format!("ALTER SCHEMA {} RENAME TO {}", quoted(from, DIALECT), quoted(to, DIALECT))
}

/// What must hold before a schema is created, in words, and what stands in the way.
pub fn is_missing(name: &Name) -> (String, String) {
    let literal = text(name, DIALECT);
    let sql = format!("SELECT 'schema ' || nspname AS offending FROM pg_namespace WHERE nspname = {literal}");
    (format!("schema `{name}` is not there yet"), sql)
}

/// What must hold before a schema is dropped, in words, and what stands in the way. What goes with something else, as an
/// index or the type of a table's rows, lies in no schema by itself.
pub fn is_empty(name: &Name) -> (String, String) {
    let literal = text(name, DIALECT);
    let sql = format!(
        "SELECT DISTINCT pg_describe_object(d.classid, d.objid, 0) AS offending FROM pg_namespace n \
         JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = n.oid AND d.deptype IN ('n', 'a') \
         WHERE n.nspname = {literal} LIMIT 6"
    );
    (format!("nothing lies in schema `{name}`"), sql)
}
