//! What SQLite says of its tables, as facts.

use super::{COMPUTED, CUSTOM, DEFAULT, EXPRESSION, NOT_NULL, NUMBERED, texts};
use crate::catalog::{ColumnType, Name};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::render::column::type_text;
use crate::render::literal::text;

const DIALECT: Dialect = Dialect::Sqlite;

/// What SQLite makes of a declared type: all that it keeps of one.
const AFFINITIES: [(&str, &[&str]); 4] = [
    ("INTEGER", &["INT"]),
    ("TEXT", &["CHAR", "CLOB", "TEXT"]),
    ("BLOB", &["BLOB"]),
    ("REAL", &["REAL", "FLOA", "DOUB"]),
];

/// The affinity of a type as this library declares it.
pub fn affinity(column_type: &ColumnType) -> &'static str {
    let declared = type_text(column_type, DIALECT).to_uppercase();
    let found = AFFINITIES.iter().find(|(_, words)| words.iter().any(|word| declared.contains(word)));
    found.map_or("NUMERIC", |(affinity, _)| affinity)
}

/// Everything about one table but its checks, of which SQLite has no list.
pub fn found(table: &Name, custom: &[&Name]) -> Vec<String> {
    let (name, whole) = (text(table, DIALECT), text(&format!("table `{table}`"), DIALECT));
    let exists = format!(
        "SELECT {whole} AS what, 'there' AS said FROM sqlite_schema \
         WHERE type = 'table' AND name = {name} COLLATE NOCASE"
    );
    let mut affinity = "CASE".to_owned();
    for (affine, words) in AFFINITIES {
        let is_one: Vec<String> = words.iter().map(|word| format!("c.type LIKE '%{word}%'")).collect();
        affinity.push_str(&format!(" WHEN {} THEN '{affine}'", is_one.join(" OR ")));
    }
    affinity.push_str(" WHEN c.type = '' THEN 'BLOB' ELSE 'NUMERIC' END");
    // The one key of this type is the number of the row, which is never NULL.
    let is_number = format!(
        "c.pk = 1 AND c.type = 'INTEGER' COLLATE NOCASE \
         AND (SELECT count(*) FROM pragma_table_xinfo({name}) WHERE pk > 0) = 1"
    );
    // A column of a key that says no NOT NULL takes NULL, which nobody can refer to.
    let columns = format!(
        "SELECT '`' || {name} || '.' || c.name || '`', CASE WHEN c.name IN ({}) THEN '{CUSTOM}' ELSE {affinity} END \
         || CASE WHEN c.\"notnull\" OR c.pk > 0 THEN '{NOT_NULL}' ELSE '' END \
         || CASE WHEN {is_number} THEN '{NUMBERED}' WHEN c.hidden IN (2, 3) THEN '{COMPUTED}' \
         WHEN c.dflt_value IS NOT NULL THEN '{DEFAULT}' ELSE '' END FROM pragma_table_xinfo({name}) c",
        texts(custom, DIALECT)
    );
    let indexes = format!(
        "SELECT 'index `' || i.name || '` of `' || {name} || '`', \
         CASE WHEN i.\"unique\" THEN 'unique ' ELSE '' END || {} \
         FROM pragma_index_list({name}) i WHERE i.origin = 'c'",
        parts()
    );
    [exists, columns, indexes].into_iter().chain(constraints(table)).collect()
}

/// The primary key, the unique constraints and the foreign keys of one table.
pub fn constraints(table: &Name) -> [String; 3] {
    let name = text(table, DIALECT);
    let key = format!(
        "SELECT 'the primary key of `' || {name} || '`' AS what, '(' || group_concat(name, ', ') || ')' AS said \
         FROM (SELECT name FROM pragma_table_xinfo({name}) WHERE pk > 0 ORDER BY pk) GROUP BY 1"
    );
    let uniques = format!(
        "SELECT 'the unique constraint of `' || {name} || '` on ' || {}, 'there' \
         FROM pragma_index_list({name}) i WHERE i.origin = 'u'",
        parts()
    );
    let action = |on: &str, column: &str| {
        format!("CASE max({column}) WHEN 'NO ACTION' THEN '' ELSE ' ON {on} ' || max({column}) END")
    };
    // A reference that names no column is one to the primary key.
    let foreign_keys = format!(
        "SELECT 'the foreign key of `' || {name} || '` on (' || group_concat(own, ', ') || ')', \
         '(' || group_concat(own, ', ') || ') to ' || max(parent) || ' (' || group_concat(other, ', ') || ')' || {} || {} \
         FROM (SELECT k.id, k.\"from\" AS own, k.\"table\" AS parent, k.on_delete, k.on_update, coalesce(k.\"to\", \
         (SELECT p.name FROM pragma_table_xinfo(k.\"table\") p WHERE p.pk = k.seq + 1)) AS other \
         FROM pragma_foreign_key_list({name}) k ORDER BY k.id, k.seq) GROUP BY id",
        action("DELETE", "on_delete"),
        action("UPDATE", "on_update"),
    );
    [key, uniques, foreign_keys]
}

/// The parts of an index `i`.
fn parts() -> String {
    format!(
        "(SELECT '(' || group_concat(part, ', ') || ')' FROM (SELECT coalesce(name, '{EXPRESSION}') AS part \
         FROM pragma_index_xinfo(i.name) WHERE key ORDER BY seqno))"
    )
}

/// What belongs to no table; an enumeration is nothing by itself.
pub fn object(operation: &Operation) -> Option<String> {
    Some(match operation {
        Operation::CreateView(create) => {
            create.query.text(DIALECT)?;
            format!(
                "SELECT 'view `' || name || '`' AS what, 'there' AS said FROM sqlite_schema \
                 WHERE type = 'view' AND name = {}",
                text(&create.name, DIALECT)
            )
        }
        Operation::CreateTrigger(create) => {
            create.trigger.definition.text(DIALECT)?;
            format!(
                "SELECT 'trigger `' || name || '` of `' || tbl_name || '`' AS what, 'there' AS said FROM sqlite_schema \
                 WHERE type = 'trigger' AND name = {}",
                text(&create.trigger.name, DIALECT)
            )
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Name, constraints};

    /// Before 3.39 SQLite takes no HAVING without a GROUP BY (<https://sqlite.org/releaselog/3_39_0.html>).
    #[test]
    fn older_versions_understand_the_question() {
        for sql in constraints(&Name::derived("notes".to_owned())) {
            assert!(!sql.contains("HAVING"), "{sql}");
        }
    }
}
