//! What PostgreSQL says of its tables, as facts.

use super::{COMPUTED, CUSTOM, DEFAULT, EXPRESSION, NOT_NULL, NUMBERED, texts};
use crate::catalog::{Name, SqlType};
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::render::literal::{quoted, text};

const DIALECT: Dialect = Dialect::Postgres;

/// A type as `format_type` writes it; an enumeration by its name alone.
pub fn type_name(sql_type: &SqlType) -> String {
    match sql_type {
        SqlType::SmallInteger => "smallint".to_owned(),
        SqlType::Integer => "integer".to_owned(),
        SqlType::BigInteger => "bigint".to_owned(),
        SqlType::Decimal { precision, scale } => format!("numeric({precision},{scale})"),
        SqlType::Float => "real".to_owned(),
        SqlType::Double => "double precision".to_owned(),
        SqlType::Boolean => "boolean".to_owned(),
        SqlType::Char(length) => format!("character({length})"),
        SqlType::Varchar(length) => format!("character varying({length})"),
        SqlType::Text => "text".to_owned(),
        SqlType::Date => "date".to_owned(),
        SqlType::Time => "time without time zone".to_owned(),
        SqlType::DateTime | SqlType::Timestamp => "timestamp without time zone".to_owned(),
        SqlType::TimestampWithTimeZone => "timestamp with time zone".to_owned(),
        SqlType::Interval => "interval".to_owned(),
        SqlType::Uuid => "uuid".to_owned(),
        SqlType::Json => "json".to_owned(),
        SqlType::JsonBinary => "jsonb".to_owned(),
        SqlType::Binary(_) | SqlType::Blob => "bytea".to_owned(),
        SqlType::Array(element) => format!("{}[]", type_name(element)),
        SqlType::Enumeration(enumeration) => enumeration.name.to_string(),
        SqlType::Custom(_) => CUSTOM.to_owned(),
    }
}

/// Everything about one table.
pub fn found(table: &Name, custom: &[&Name]) -> Vec<String> {
    let relation = format!("to_regclass({})", text(&quoted(table, DIALECT), DIALECT));
    let (name, whole) = (text(table, DIALECT), text(&format!("table `{table}`"), DIALECT));
    let exists = format!(
        "SELECT {whole} AS what, 'there' AS said FROM pg_class WHERE oid = {relation} AND relkind IN ('r', 'p', 'm')"
    );
    let counts = "a.attidentity <> '' OR a.attgenerated = '' AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'";
    let columns = format!(
        "SELECT '`' || {name} || '.' || a.attname || '`', CASE WHEN a.attname IN ({}) THEN '{CUSTOM}' \
         WHEN y.typtype = 'e' THEN {} WHEN e.typtype = 'e' THEN {} || '[]' \
         ELSE format_type(a.atttypid, a.atttypmod) END || CASE WHEN a.attnotnull THEN '{NOT_NULL}' ELSE '' END \
         || CASE WHEN {counts} THEN '{NUMBERED}' WHEN a.attgenerated <> '' THEN '{COMPUTED}' \
         WHEN a.atthasdef THEN '{DEFAULT}' ELSE '' END \
         FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_type e ON e.oid = y.typelem \
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         WHERE a.attrelid = {relation} AND a.attnum > 0 AND NOT a.attisdropped",
        texts(custom, DIALECT),
        in_schema("y.typnamespace", "y.typname"),
        in_schema("e.typnamespace", "e.typname")
    );
    let names = |relation: &str, numbers: &str| {
        format!(
            "'(' || (SELECT string_agg(n.attname, ', ' ORDER BY u.place) FROM unnest({numbers}) WITH ORDINALITY \
             u (number, place) JOIN pg_attribute n ON n.attrelid = {relation} AND n.attnum = u.number) || ')'"
        )
    };
    let action = |on: &str, column: &str| {
        format!(
            "CASE {column} WHEN 'r' THEN ' ON {on} RESTRICT' WHEN 'c' THEN ' ON {on} CASCADE' \
             WHEN 'n' THEN ' ON {on} SET NULL' WHEN 'd' THEN ' ON {on} SET DEFAULT' ELSE '' END"
        )
    };
    let constraints = format!(
        "SELECT CASE c.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique constraint' WHEN 'f' THEN 'foreign key' \
         ELSE 'check' END || ' `' || c.conname || '` of `' || {name} || '`', \
         CASE c.contype WHEN 'c' THEN 'there' WHEN 'f' THEN {} || ' to ' || {} || ' ' || {} || {} || {} ELSE {} END \
         FROM pg_constraint c LEFT JOIN pg_class r ON r.oid = c.confrelid \
         WHERE c.conrelid = {relation} AND c.contype IN ('p', 'u', 'f', 'c')",
        names("c.conrelid", "c.conkey"),
        in_schema("r.relnamespace", "r.relname"),
        names("c.confrelid", "c.confkey"),
        action("DELETE", "c.confdeltype"),
        action("UPDATE", "c.confupdtype"),
        names("c.conrelid", "c.conkey"),
    );
    let indexes = format!(
        "SELECT 'index `' || i.relname || '` of `' || {name} || '`', CASE WHEN x.indisunique THEN 'unique ' ELSE '' END \
         || '(' || (SELECT string_agg(coalesce(n.attname, '{EXPRESSION}'), ', ' ORDER BY k) \
         FROM generate_series(1, x.indnkeyatts) k LEFT JOIN pg_attribute n ON n.attrelid = x.indrelid \
         AND n.attnum = x.indkey[k - 1] AND n.attnum > 0) || ')' \
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = {relation}"
    );
    let exclusions = format!(
        "SELECT 'exclusion constraint `' || c.conname || '` of `' || {name} || '`', '(' || (SELECT string_agg( \
         coalesce(n.attname, '{EXPRESSION}') || ' WITH ' || o.oprname, ', ' ORDER BY u.place) \
         FROM unnest(c.conkey, c.conexclop) WITH ORDINALITY u (number, operator, place) JOIN pg_operator o \
         ON o.oid = u.operator LEFT JOIN pg_attribute n ON n.attrelid = c.conrelid AND n.attnum = u.number \
         AND n.attnum > 0) || ')' FROM pg_constraint c WHERE c.conrelid = {relation} AND c.contype = 'x'"
    );
    vec![exists, columns, constraints, indexes, exclusions]
}

/// The name of something, with its schema where that is not the first one of the search path.
fn in_schema(schema: &str, name: &str) -> String {
    format!(
        "(SELECT CASE WHEN nspname = current_schema() THEN '' ELSE nspname || '.' END FROM pg_namespace \
         WHERE oid = {schema}) || {name}"
    )
}

/// What belongs to no table.
pub fn object(operation: &Operation) -> Option<String> {
    let literal = |name: &Name| text(name, DIALECT);
    let relation = |name: &Name| format!("to_regclass({})", text(&quoted(name, DIALECT), DIALECT));
    Some(match operation {
        Operation::CreateEnum(create) => format!(
            "SELECT {} AS what, (SELECT string_agg(v.enumlabel, ', ' ORDER BY v.enumsortorder) \
             FROM pg_enum v WHERE v.enumtypid = t.oid AND v.enumlabel IN ({})) AS said \
             FROM pg_type t WHERE t.oid = to_regtype({}) AND t.typtype = 'e'",
            text(&format!("enum `{}`", create.enumeration.name), DIALECT),
            // A later migration may name the others.
            create.enumeration.values.iter().map(literal).collect::<Vec<_>>().join(", "),
            text(&quoted(&create.enumeration.name, DIALECT), DIALECT)
        ),
        Operation::AddEnumValue(add) => format!(
            "SELECT 'value `' || v.enumlabel || '` of enum `' || {} || '`' AS what, 'there' AS said FROM pg_enum v \
             WHERE v.enumtypid = to_regtype({})",
            literal(&add.name),
            text(&quoted(&add.name, DIALECT), DIALECT)
        ),
        Operation::CreateView(create) => {
            create.query.text(DIALECT)?;
            format!(
                "SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END || {} AS what, \
                 'there' AS said FROM pg_class WHERE oid = {} AND relkind IN ('v', 'm')",
                text(&format!(" `{}`", create.name), DIALECT),
                relation(&create.name)
            )
        }
        Operation::CreateFunction(create) => {
            create.function.definition.text(DIALECT)?;
            format!(
                "SELECT DISTINCT {} AS what, 'there' AS said FROM pg_proc WHERE proname = {} AND {}",
                text(&format!("function `{}`", create.function.name), DIALECT),
                text(create.function.name.local(), DIALECT),
                match create.function.name.schema() {
                    Some(schema) =>
                        format!("pronamespace = to_regnamespace({})", text(&quoted(schema, DIALECT), DIALECT)),
                    None => "pg_function_is_visible(oid)".to_owned(),
                }
            )
        }
        Operation::CreateTrigger(create) => {
            create.trigger.definition.text(DIALECT)?;
            format!(
                "SELECT 'trigger `' || tgname || '` of `' || {} || '`' AS what, 'there' AS said FROM pg_trigger \
                 WHERE tgrelid = {} AND NOT tgisinternal",
                literal(&create.trigger.table),
                relation(&create.trigger.table)
            )
        }
        Operation::CreateSequence(create) => format!(
            "SELECT {} AS what, 'there' AS said FROM pg_class \
             WHERE oid = {} AND relkind = 'S'",
            text(&format!("sequence `{}`", create.sequence.name), DIALECT),
            relation(&create.sequence.name)
        ),
        Operation::CreateExtension(_) => {
            "SELECT 'extension `' || extname || '`' AS what, 'there' AS said FROM pg_extension".to_owned()
        }
        Operation::CreateSchema(_) => {
            "SELECT 'schema `' || nspname || '`' AS what, 'there' AS said FROM pg_namespace".to_owned()
        }
        _ => return None,
    })
}
