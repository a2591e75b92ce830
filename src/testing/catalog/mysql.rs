//! What MySQL and MariaDB say of their schema.

use std::collections::BTreeSet;

use migrate_core::dialect::Dialect;

use crate::testing::{Problem, Prover};

/// The columns of tables, as [`super::Column`] reads them. To MariaDB JSON is a text that a check of its name looks at.
pub fn columns(dialect: Dialect) -> String {
    let json = "CASE WHEN EXISTS (SELECT 1 FROM information_schema.check_constraints j WHERE j.constraint_schema = c.table_schema
                     AND j.table_name = c.table_name AND j.constraint_name = c.column_name
                     AND j.check_clause LIKE 'json_valid(%') THEN 'json' ELSE c.column_type END";
    if dialect == Dialect::MariaDb { COLUMNS.replacen("c.column_type", json, 1) } else { COLUMNS.to_owned() }
}

const COLUMNS: &str = "
    SELECT CONCAT('`', REPLACE(c.table_name, '`', '``'), '`'), CONCAT('`', REPLACE(c.column_name, '`', '``'), '`'), c.column_type, c.character_maximum_length,
           c.is_nullable = 'YES',
           c.extra LIKE '%auto_increment%' OR c.extra LIKE '%VIRTUAL%' OR c.extra LIKE '%STORED%',
           c.column_default IS NOT NULL AND c.column_default <> 'NULL',
           CONCAT('`', REPLACE(k.referenced_table_name, '`', '``'), '`'), CONCAT('`', REPLACE(k.referenced_column_name, '`', '``'), '`'),
           o.columns_of_key
    FROM information_schema.columns c
    JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    LEFT JOIN information_schema.key_column_usage k ON k.table_schema = c.table_schema
         AND k.table_name = c.table_name AND k.column_name = c.column_name AND k.referenced_table_name IS NOT NULL
    LEFT JOIN (SELECT table_name, constraint_name,
                      GROUP_CONCAT('`', REPLACE(referenced_column_name, '`', '``'), '`') AS columns_of_key
               FROM information_schema.key_column_usage
               WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL GROUP BY table_name, constraint_name) o
         ON o.table_name = k.table_name AND o.constraint_name = k.constraint_name
    WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE' AND c.table_name <> 'migrate_history'
    ORDER BY 1, c.ordinal_position";

/// The checks.
pub const CHECKS: &str =
    "SELECT check_clause FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()";

/// A line for each thing.
pub async fn lines(prover: &Prover<'_>) -> Result<BTreeSet<String>, Problem> {
    let mut lines = BTreeSet::new();
    let tables = "SELECT table_name FROM information_schema.tables
                  WHERE table_schema = DATABASE() AND table_name <> 'migrate_history'";
    for table in prover.query(tables).await?.into_iter().filter_map(|row| row.into_iter().next().flatten()) {
        let shown = prover.query(&format!("SHOW CREATE TABLE `{}`", table.replace('`', "``"))).await?;
        let definition = shown.into_iter().next().and_then(|row| row.into_iter().nth(1)).flatten().unwrap_or_default();
        lines.extend(definition.lines().map(|line| format!("{table}: {}", without_position(line))));
    }
    let others = [
        "SELECT CONCAT_WS(' ', 'trigger', trigger_name, action_timing, event_manipulation, event_object_table,
                action_statement) FROM information_schema.triggers WHERE trigger_schema = DATABASE()",
        "SELECT CONCAT_WS(' ', 'routine', routine_name, routine_type, data_type, routine_definition)
         FROM information_schema.routines WHERE routine_schema = DATABASE()",
    ];
    for query in others {
        lines.extend(prover.query(query).await?.into_iter().filter_map(|row| row.into_iter().next().flatten()));
    }
    Ok(lines)
}

/// A line of a definition, without what its place and the rows of the table add to it.
fn without_position(line: &str) -> String {
    let line = line.trim().trim_end_matches(',');
    let words = line.split(' ').filter(|word| !word.starts_with("AUTO_INCREMENT="));
    words.collect::<Vec<_>>().join(" ")
}
