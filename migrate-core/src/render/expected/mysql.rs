//! What MySQL and MariaDB say of their tables, as facts.

use super::{COMPUTED, CUSTOM, DEFAULT, EXPRESSION, NOT_NULL, NUMBERED, texts};
use crate::catalog::{ColumnType, Enumeration, Name, SqlType};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::render::column::type_text;
use crate::render::literal::text;

/// A type as the information schema writes it, without the width of integers.
pub fn type_name(column_type: &ColumnType, dialect: Dialect) -> String {
    match &column_type.sql_type {
        SqlType::Enumeration(enumeration) => {
            let values: Vec<String> = enumeration.values.iter().map(|value| text(value, dialect)).collect();
            format!("enum({})", values.join(","))
        }
        // MariaDB keeps it as text that is checked.
        SqlType::Json | SqlType::JsonBinary if dialect == Dialect::MariaDb => "longtext".to_owned(),
        _ => type_text(column_type, dialect).to_lowercase().replace(", ", ","),
    }
}

/// The pattern of a type that lists these values in this order, and may be others between them.
pub fn listing(enumeration: &Enumeration, dialect: Dialect) -> String {
    let plain = |value: &Name| text(value, dialect).replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    let values: Vec<String> = enumeration.values.iter().map(plain).collect();
    format!("enum(%{}%)", values.join("%,%"))
}

/// Everything about one table.
pub fn found(table: &Name, custom: &[&Name], dialect: Dialect) -> Vec<String> {
    let (name, whole) = (text(table, dialect), text(&format!("table `{table}`"), dialect));
    let here = |alias: &str| format!("{alias}.table_schema = DATABASE() AND {alias}.table_name = {name}");
    let exists = format!(
        "SELECT {whole} AS what, 'there' AS said FROM information_schema.tables t \
         WHERE {} AND t.table_type = 'BASE TABLE'",
        here("t")
    );
    let is_computed = "c.extra LIKE '%VIRTUAL%' OR c.extra LIKE '%STORED%' OR c.extra LIKE '%PERSISTENT%'";
    // MariaDB has neither NULL nor NOT NULL beside a computed column.
    let says_null = if dialect == Dialect::MariaDb { format!("NOT ({is_computed})") } else { "1 = 1".to_owned() };
    let columns = format!(
        "SELECT concat('`', {name}, '.', c.column_name, '`'), concat(CASE WHEN c.column_name IN ({}) THEN '{CUSTOM}' \
         WHEN c.data_type IN ('smallint', 'int', 'bigint') \
         THEN concat(c.data_type, CASE WHEN c.column_type LIKE '%unsigned%' THEN ' unsigned' ELSE '' END) \
         ELSE c.column_type END, CASE WHEN c.is_nullable = 'NO' AND ({says_null}) THEN '{NOT_NULL}' ELSE '' END, \
         CASE WHEN c.extra LIKE '%auto_increment%' THEN '{NUMBERED}' WHEN {is_computed} THEN '{COMPUTED}' \
         WHEN c.column_default IS NOT NULL AND c.column_default <> 'NULL' THEN '{DEFAULT}' ELSE '' END) \
         FROM information_schema.columns c WHERE {}",
        texts(custom, dialect),
        here("c"),
    );
    // MariaDB has no index over an expression, and no column of this name.
    let part = format!("coalesce(s.column_name, '{EXPRESSION}')");
    let list = format!("'(', group_concat({part} ORDER BY s.seq_in_index SEPARATOR ', '), ')'");
    let indexes = format!(
        "SELECT CASE WHEN s.index_name = 'PRIMARY' THEN concat('the primary key of `', {name}, '`') \
         ELSE concat('index `', s.index_name, '` of `', {name}, '`') END, \
         concat(CASE WHEN s.non_unique = 0 AND s.index_name <> 'PRIMARY' THEN 'unique ' ELSE '' END, {list}) \
         FROM information_schema.statistics s WHERE {} GROUP BY s.index_name, s.non_unique",
        here("s")
    );
    let action = |on: &str, column: &str| {
        format!(
            "CASE r.{column} WHEN 'CASCADE' THEN ' ON {on} CASCADE' WHEN 'SET NULL' THEN ' ON {on} SET NULL' \
             WHEN 'SET DEFAULT' THEN ' ON {on} SET DEFAULT' ELSE '' END"
        )
    };
    let names = |column: &str| format!("'(', group_concat(k.{column} ORDER BY k.ordinal_position SEPARATOR ', '), ')'");
    let foreign_keys = format!(
        "SELECT concat('foreign key `', k.constraint_name, '` of `', {name}, '`'), concat({}, ' to ', \
         k.referenced_table_name, ' ', {}, {}, {}) FROM information_schema.key_column_usage k \
         JOIN information_schema.referential_constraints r ON r.constraint_schema = k.table_schema \
         AND r.table_name = k.table_name AND r.constraint_name = k.constraint_name \
         WHERE {} AND k.referenced_table_name IS NOT NULL \
         GROUP BY k.constraint_name, k.referenced_table_name, r.delete_rule, r.update_rule",
        names("column_name"),
        names("referenced_column_name"),
        action("DELETE", "delete_rule"),
        action("UPDATE", "update_rule"),
        here("k"),
    );
    let checks = format!(
        "SELECT concat('check `', c.constraint_name, '` of `', {name}, '`'), 'there' \
         FROM information_schema.table_constraints c WHERE {} AND c.constraint_type = 'CHECK'",
        here("c")
    );
    vec![exists, columns, indexes, foreign_keys, checks]
}

/// What belongs to no table; an enumeration is nothing by itself.
pub fn object(operation: &Operation, dialect: Dialect) -> Option<String> {
    let here = |schema: &str, column: &str, name: &Name| {
        format!("{schema} = DATABASE() AND {column} = {}", text(name, dialect))
    };
    Some(match operation {
        Operation::CreateView(create) => {
            create.query.text(dialect)?;
            format!(
                "SELECT concat('view `', table_name, '`') AS what, 'there' AS said FROM information_schema.views \
                 WHERE {}",
                here("table_schema", "table_name", &create.name)
            )
        }
        Operation::CreateFunction(create) => {
            create.function.definition.text(dialect)?;
            format!(
                "SELECT concat('function `', routine_name, '`') AS what, 'there' AS said \
                 FROM information_schema.routines WHERE {} AND routine_type = 'FUNCTION'",
                here("routine_schema", "routine_name", &create.function.name)
            )
        }
        Operation::CreateTrigger(create) => {
            create.trigger.definition.text(dialect)?;
            format!(
                "SELECT concat('trigger `', trigger_name, '` of `', event_object_table, '`') AS what, 'there' AS said \
                 FROM information_schema.triggers WHERE {}",
                here("trigger_schema", "trigger_name", &create.trigger.name)
            )
        }
        Operation::CreateSequence(create) if dialect == Dialect::MariaDb => format!(
            "SELECT concat('sequence `', table_name, '`') AS what, 'there' AS said FROM information_schema.tables \
             WHERE {} AND table_type = 'SEQUENCE'",
            here("table_schema", "table_name", &create.sequence.name)
        ),
        _ => return None,
    })
}
