//! PostgreSQL: the statements for extensions, and what is asked before them.

use super::literal::{quoted, text};
use crate::catalog::Name;
use crate::dialect::Dialect;

const DIALECT: Dialect = Dialect::Postgres;

pub fn create(name: &Name) -> String {
    format!("CREATE EXTENSION {}", quoted(name, DIALECT))
}

pub fn drop(name: &Name) -> String {
    format!("DROP EXTENSION {}", quoted(name, DIALECT))
}

/// What must hold before an extension is created, in words, and what stands in the way.
pub fn is_missing(name: &Name) -> (String, String) {
    let literal = text(name, DIALECT);
    let sql = format!("SELECT 'extension ' || extname AS offending FROM pg_extension WHERE extname = {literal}");
    (format!("extension `{name}` is not there yet"), sql)
}

/// What must hold before an extension is dropped, in words, and what stands in the way: whatever is not a part of it and
/// depends on one, on the array type of one, or on the extension itself.
pub fn is_unused(name: &Name) -> (String, String) {
    let literal = text(name, DIALECT);
    let sql = format!(
        "SELECT DISTINCT pg_describe_object(u.classid, u.objid, u.objsubid) AS offending FROM pg_extension e \
         LEFT JOIN pg_depend m ON m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND m.deptype = 'e' \
         JOIN pg_depend u ON u.deptype = 'n' AND (u.refclassid = m.classid AND u.refobjid = m.objid \
         OR u.refclassid = 'pg_extension'::regclass AND u.refobjid = e.oid \
         OR u.refclassid = 'pg_type'::regclass AND m.classid = 'pg_type'::regclass \
         AND u.refobjid = (SELECT typarray FROM pg_type WHERE oid = m.objid AND typarray <> 0)) \
         WHERE e.extname = {literal} AND NOT EXISTS (SELECT 1 FROM pg_depend o \
         WHERE o.classid = u.classid AND o.objid = u.objid AND (o.deptype = 'e' AND o.refobjid = e.oid \
         OR o.deptype IN ('a', 'i') AND EXISTS (SELECT 1 FROM pg_depend p WHERE p.classid = o.refclassid \
         AND p.objid = o.refobjid AND p.deptype = 'e' AND p.refobjid = e.oid))) LIMIT 6"
    );
    (format!("nothing outside of extension `{name}` needs it"), sql)
}
