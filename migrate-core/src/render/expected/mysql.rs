//! What MySQL and MariaDB say of their tables, as facts.

use super::{COMPUTED, CUSTOM, DEFAULT, EXPRESSION, NOT_NULL, NUMBERED, texts};
use crate::catalog::{Column, ColumnType, Enumeration, Name, SqlType, Value};
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

/// What each MODIFY of a column says again, as the model has it, so that it must have been so before: the value of the
/// default, where the information schema says the same one, the time of an update and the collation.
pub fn said_again(column: &Column, dialect: Dialect) -> String {
    let default = compared_default(column).map(|value| format!("{OF}{value}"));
    let update = (column.on_update_now && !is_custom(column)).then(|| UPDATED.to_owned());
    let collation = collation(column, dialect).filter(|_| has_plain_collation(column, dialect));
    let collation = collation.map(|collation| format!("{COLLATED}{collation}"));
    [default, update, collation].into_iter().flatten().collect()
}

const OF: &str = " of ";
const UPDATED: &str = ", set by each update";
const COLLATED: &str = ", collated as ";

/// The default of a column as the information schema says it too.
fn compared_default(column: &Column) -> Option<String> {
    let is_plain = |text: &str| text.is_ascii() && !text.contains(['\'', '\\']);
    match (column.default.as_ref()?, &column.column_type.sql_type) {
        (Value::Integer(value), sql_type) if sql_type.is_integer() => Some(value.to_string()),
        (Value::Text(value), SqlType::Varchar(_) | SqlType::Enumeration(_)) if is_plain(value) => Some(value.clone()),
        _ => None,
    }
}

/// The collation that a migration names.
fn collation(column: &Column, dialect: Dialect) -> Option<&str> {
    column.column_type.collation.as_ref()?.text(dialect).map(|text| text.text.as_str())
}

/// Whether the author's own type may say more of the column.
const fn is_custom(column: &Column) -> bool {
    matches!(column.column_type.sql_type, SqlType::Custom(_))
}

/// Whether the information schema names the collation of a column as a migration would. MariaDB keeps JSON as text of a
/// collation of its own, and has short names for some.
fn has_plain_collation(column: &Column, dialect: Dialect) -> bool {
    !is_custom(column)
        && !matches!(column.column_type.sql_type, SqlType::Json | SqlType::JsonBinary)
        && collation(column, dialect).is_none_or(|name| name.starts_with("utf8mb4_"))
}

/// The query for what `said_again` says of a column `c`. A collation that nobody names is that of the table.
fn found_again(columns: &[Column], dialect: Dialect, here: &str) -> String {
    let names = |is_meant: &dyn Fn(&Column) -> bool| -> Vec<&Name> {
        columns.iter().filter(|column| is_meant(column)).map(|column| &column.name).collect()
    };
    let value = match dialect {
        Dialect::MariaDb => "TRIM(BOTH '''' FROM c.column_default)",
        _ => "c.column_default",
    };
    format!(
        "CASE WHEN c.column_default IS NOT NULL AND c.column_name IN ({}) THEN concat('{OF}', {value}) ELSE '' END, \
         CASE WHEN c.column_name IN ({}) THEN '' WHEN c.extra LIKE '%on update%' THEN '{UPDATED}' ELSE '' END, \
         CASE WHEN c.collation_name IS NULL OR c.column_name IN ({}) THEN '' WHEN c.column_name IN ({}) \
         OR c.collation_name <> (SELECT t.table_collation FROM information_schema.tables t WHERE {here}) \
         THEN concat('{COLLATED}', c.collation_name) ELSE '' END",
        texts(&names(&|column| compared_default(column).is_some()), dialect),
        texts(&names(&is_custom), dialect),
        texts(&names(&|column| !has_plain_collation(column, dialect)), dialect),
        texts(&names(&|column| collation(column, dialect).is_some()), dialect),
    )
}

/// Everything about one table, of which these columns are expected; of those in `custom` the type is not looked at.
pub fn found(table: &Name, columns: &[Column], custom: &[&Name], dialect: Dialect) -> Vec<String> {
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
    let again = found_again(columns, dialect, &here("t"));
    let columns = format!(
        "SELECT concat('`', {name}, '.', c.column_name, '`'), concat(CASE WHEN c.column_name IN ({}) THEN '{CUSTOM}' \
         WHEN c.data_type IN ('smallint', 'int', 'bigint') \
         THEN concat(c.data_type, CASE WHEN c.column_type LIKE '%unsigned%' THEN ' unsigned' ELSE '' END) \
         ELSE c.column_type END, CASE WHEN c.is_nullable = 'NO' AND ({says_null}) THEN '{NOT_NULL}' ELSE '' END, \
         CASE WHEN c.extra LIKE '%auto_increment%' THEN '{NUMBERED}' WHEN {is_computed} THEN '{COMPUTED}' \
         WHEN c.column_default IS NOT NULL AND c.column_default <> 'NULL' THEN '{DEFAULT}' ELSE '' END, {again}) \
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
