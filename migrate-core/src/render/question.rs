//! The queries that are asked of the rows before a step.

use super::column::{expression, type_text};
use super::literal::{constant, quoted, text};
use super::{belongings, enumeration, exclusion, expected, extension, grants, index, rows, schema};
use crate::capability::spelled_parts;
use crate::catalog::{
    Check, Column, ColumnType, ForeignKey, IndexKey, IndexPart, Name, ReferenceAction, Sql, SqlType, Table, Value,
};
use crate::condition::{Condition, Replacement, range};
use crate::dialect::Dialect;
use crate::lower::plan::{Discard, Question};
use crate::migration::Query;
use crate::operation::DeleteInserted;

/// How many offending rows are worth reading.
pub(super) const ROWS: &str = "LIMIT 6";

/// What stands in the way, in one query: it names at most six.
pub(crate) fn condition(questions: &[Question<'_>], at_start: bool, dialect: Dialect) -> Option<Query> {
    let asked = questions.iter().filter_map(|question| match question {
        Question::Rows(table, condition) => offending(table, condition, dialect),
        Question::NameIsFree(table, index) => Some(namesakes(table, index, dialect)),
        Question::ExtensionIsMissing(name) => Some(extension::is_missing(name)),
        Question::ExtensionIsUnused(name) => Some(extension::is_unused(name)),
        Question::SchemaIsMissing(name) => Some(schema::is_missing(name)),
        Question::SchemaIsEmpty(name) => Some(schema::is_empty(name)),
        Question::Differing(operation) => expected::differing(operation, dialect),
        Question::Belongings(known) => Some(belongings::unknown(known)),
        Question::BelongingsOfView(known) => Some(grants::unknown(known)),
    });
    let asked: Vec<(String, String)> = asked.collect();
    let sql = match asked.as_slice() {
        [] => return None,
        [(_, only)] => only.clone(),
        many => {
            let selects: Vec<String> =
                many.iter().zip(1..).map(|((_, sql), number)| format!("SELECT * FROM ({sql}) AS q{number}")).collect();
            format!("{} {ROWS}", selects.join(" UNION ALL "))
        }
    };
    Some(Query { meaning: meanings(&asked), sql, at_start, reads: None })
}

/// What has the name of an index that is about to be built.
fn namesakes(table: &Name, index: &Name, dialect: Dialect) -> (String, String) {
    let index = &table.beside(index);
    let relation = text(&quoted(index, dialect), dialect);
    let found = format!("SELECT 'relation ' || relname AS offending FROM pg_class WHERE oid = to_regclass({relation})");
    (format!("nothing is called `{index}`"), found)
}

/// How much is thrown away, in one number.
pub(crate) fn discards(discards: &[Discard<'_>], at_start: bool, dialect: Dialect) -> Option<Query> {
    let counts: Vec<(String, String)> = discards.iter().filter_map(|discard| count(discard, dialect)).collect();
    let sql = match counts.as_slice() {
        [] => return None,
        [(_, only)] => only.clone(),
        many => {
            let terms: Vec<String> = many.iter().map(|(_, sql)| format!("({sql})")).collect();
            format!("SELECT {}", terms.join(" + "))
        }
    };
    Some(Query { meaning: meanings(&counts), sql, at_start, reads: None })
}

fn meanings(queries: &[(String, String)]) -> String {
    queries.iter().map(|(meaning, _)| meaning.as_str()).collect::<Vec<_>>().join(" and ")
}

fn count(discard: &Discard<'_>, dialect: Dialect) -> Option<(String, String)> {
    Some(match discard {
        Discard::Rows(table) => {
            (format!("rows of `{table}`"), format!("SELECT count(*) FROM {}", quoted(table, dialect)))
        }
        Discard::NotComputed(table, column, computed) => (
            format!("values of `{table}.{}` that it is not computed to", column.name),
            format!("SELECT count(*) FROM {} WHERE {}", quoted(table, dialect), differs(column, computed, dialect)),
        ),
        // `count` of a column leaves out NULL.
        Discard::Values(table, column) => (
            format!("values of `{table}.{column}`"),
            format!("SELECT count({}) FROM {}", quoted(column, dialect), quoted(table, dialect)),
        ),
        Discard::Changes(table, deleted) => {
            (format!("rows of `{}` that were changed since", table.name), rows::count_changed(deleted, table, dialect)?)
        }
        Discard::Following(child, key, deleted) => {
            let what = match key.on_delete {
                ReferenceAction::Cascade => format!("rows of `{}`", child.name),
                _ => {
                    let columns = key.columns.iter().map(|column| format!("`{}.{column}`", child.name));
                    format!("values of {}", columns.collect::<Vec<_>>().join(", "))
                }
            };
            let count = format!(
                "SELECT count(*) FROM {} WHERE {}",
                quoted(&child.name, dialect),
                referring(child, key, deleted, dialect)
            );
            (format!("{what} that refer to rows of `{}`", deleted.insert.table), count)
        }
    })
}

/// Whether a row refers to one of those that were inserted, and is none of them itself.
fn referring(child: &Table, key: &ForeignKey, deleted: &DeleteInserted, dialect: Dialect) -> String {
    let (own, parent) = (quoted(&child.name, dialect), quoted(&deleted.insert.table, dialect));
    let pairs = key.columns.iter().zip(&key.referenced_columns);
    let pairs: Vec<String> = pairs
        .map(|(column, other)| format!("parent.{} = {own}.{}", quoted(other, dialect), quoted(column, dialect)))
        .collect();
    let parents = format!(
        "EXISTS (SELECT 1 FROM {parent} AS parent WHERE {} AND ({}))",
        pairs.join(" AND "),
        rows::has_key(deleted, "parent.", dialect)
    );
    if child.name == deleted.insert.table {
        format!("{parents} AND NOT ({})", rows::has_key(deleted, &format!("{own}."), dialect))
    } else {
        parents
    }
}

/// Whether a column holds something else than what is computed, in the same type.
fn differs(column: &Column, computed: &Sql, dialect: Dialect) -> String {
    let (name, computed) = (quoted(&column.name, dialect), expression(computed, dialect));
    let ty = type_text(&column.column_type, dialect);
    let is_decimal = matches!(column.column_type.sql_type, SqlType::Decimal { .. });
    match dialect {
        // Not every type has an equality there, but all are shown.
        Dialect::Postgres => format!("{name}::text IS DISTINCT FROM CAST(({computed}) AS {ty})::text"),
        Dialect::MySql | Dialect::MariaDb if is_decimal => format!("NOT ({name} <=> CAST(({computed}) AS {ty}))"),
        Dialect::MySql | Dialect::MariaDb => format!("NOT ({name} <=> ({computed}))"),
        Dialect::Sqlite => format!("{name} IS NOT ({computed})"),
    }
}

/// What must hold, in words, and the query for the rows that do not; nothing where no row can offend.
fn offending(table: &Table, condition: &Condition, dialect: Dialect) -> Option<(String, String)> {
    let name = &table.name;
    let (meaning, predicate) = match condition {
        Condition::NoNulls { column, .. } => {
            (format!("no `{name}.{column}` is NULL"), format!("{} IS NULL", quoted(column, dialect)))
        }
        Condition::NoDuplicates { parts, predicate, nulls_not_distinct, .. } => {
            let is_told = |part: &IndexPart| match &part.key {
                IndexKey::Column(_) => true,
                IndexKey::Expression(sql) => sql.text(dialect).is_some(),
            };
            if !parts.iter().all(is_told) {
                return None;
            }
            let shown = |part: &IndexPart| match &part.key {
                IndexKey::Column(column) => format!("`{column}`"),
                IndexKey::Expression(sql) => format!("`{}`", expression(sql, dialect)),
            };
            let shown = parts.iter().map(shown).collect::<Vec<_>>().join(", ");
            let only = predicate.as_ref().map(|predicate| expression(predicate, dialect));
            let repeated = match dialect {
                Dialect::Postgres if *nulls_not_distinct => repeated_with_nulls(table, parts, only.as_deref()),
                // By the same expressions as the index.
                _ if *nulls_not_distinct => {
                    repeated(table, &spelled_parts(parts, table, dialect), only.as_deref(), dialect)
                }
                _ => repeated(table, parts, only.as_deref(), dialect),
            };
            (format!("no two rows of `{name}` have the same {shown}"), repeated)
        }
        Condition::NoOrphans { foreign_key, replaced: None, .. } => orphaned(table, foreign_key, dialect),
        Condition::NoOrphans { foreign_key, replaced: Some(replaced), .. } => {
            let value = replacement(&replaced.by, &replaced.column, dialect)?;
            let is_replaced = |table: &Name, column: &Name| *table == replaced.table && *column == replaced.column;
            let value_of = |table: &Name, column: &Name| {
                if is_replaced(table, column) { value.clone() } else { quoted(column, dialect) }
            };
            (found(table, foreign_key), orphaned_by(table, foreign_key, &value_of, dialect))
        }
        Condition::NoMeetings { exclusion, .. } => (
            format!("no two rows of `{name}` are what `{}` excludes", exclusion.name),
            exclusion::meets(table, exclusion),
        ),
        Condition::Unreferenced { foreign_key, deleted, .. } => {
            let parent = &deleted.insert.table;
            let meaning = format!("no row of `{name}` refers to a row that was inserted into `{parent}`");
            (meaning, referring(table, foreign_key, deleted, dialect))
        }
        Condition::Satisfies { check, .. } => (satisfied(table, check), violated(check, dialect)?),
        Condition::Computed { column, expression: computed, .. } => (
            format!("every row of `{name}` gives `{column}` a value"),
            format!("({}) IS NULL", expression(computed, dialect)),
        ),
        Condition::Listed { column, enumeration, .. } => {
            let shown: Vec<String> = enumeration.values.iter().map(|value| format!("`{value}`")).collect();
            let values = enumeration::values(enumeration, dialect);
            let meaning = format!("every `{name}.{column}` is one of {}", shown.join(", "));
            (meaning, format!("{} NOT IN ({values})", quoted(column, dialect)))
        }
        Condition::Fits { column, column_type, from, .. } => {
            let ty = type_text(column_type, dialect);
            (format!("every `{name}.{column}` fits {ty}"), misfitting(column, column_type, from, dialect)?)
        }
    };
    let row = row_label(table, dialect);
    Some((meaning, format!("SELECT {row} AS offending FROM {} WHERE {predicate} {ROWS}", quoted(name, dialect))))
}

/// Rows that hold NULL are never the same. What occurs twice stands in a table of its own, as MySQL (error 1055) would
/// read an expression in `IN` into the grouping.
fn repeated(table: &Table, parts: &[IndexPart], only: Option<&str>, dialect: Dialect) -> String {
    let compared: Vec<String> = parts.iter().map(|part| index::compared(part, dialect)).collect();
    let list = compared.join(", ");
    let row = if parts.len() == 1 { list.clone() } else { format!("({list})") };
    let named: Vec<String> = compared.iter().zip(1..).map(|(part, number)| format!("{part} AS part{number}")).collect();
    let mut wanted: Vec<String> = compared.iter().map(|part| format!("{part} IS NOT NULL")).collect();
    wanted.extend(only.map(|only| format!("({only})")));
    let outside = only.map(|only| format!(" AND ({only})")).unwrap_or_default();
    format!(
        "{row} IN (SELECT * FROM (SELECT {} FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1) AS repeated){outside}",
        named.join(", "),
        quoted(&table.name, dialect),
        wanted.join(" AND "),
        // MariaDB does not find an expression again that has a collation.
        (1..=parts.len()).map(|number| number.to_string()).collect::<Vec<_>>().join(", "),
    )
}

/// PostgreSQL: rows that hold NULL are the same if the rest is.
fn repeated_with_nulls(table: &Table, parts: &[IndexPart], only: Option<&str>) -> String {
    let dialect = Dialect::Postgres;
    let compared: Vec<String> = parts.iter().map(|part| index::compared(part, dialect)).collect();
    let only = only.map(|only| format!(" WHERE {only}")).unwrap_or_default();
    format!(
        "ctid IN (SELECT ctid FROM (SELECT ctid, count(*) OVER (PARTITION BY {}) AS copies FROM {}{only}) AS counted \
         WHERE copies > 1)",
        compared.join(", "),
        quoted(&table.name, dialect),
    )
}

fn orphaned(table: &Table, key: &ForeignKey, dialect: Dialect) -> (String, String) {
    let (child, parent) = (quoted(&table.name, dialect), quoted(&key.referenced_table, dialect));
    let no_nulls: Vec<String> =
        key.columns.iter().map(|column| format!("{} IS NOT NULL", quoted(column, dialect))).collect();
    let pairs: Vec<String> = key
        .columns
        .iter()
        .zip(&key.referenced_columns)
        .map(|(own, other)| format!("parent.{} = {child}.{}", quoted(other, dialect), quoted(own, dialect)))
        .collect();
    let predicate = format!(
        "{} AND NOT EXISTS (SELECT 1 FROM {parent} AS parent WHERE {})",
        no_nulls.join(" AND "),
        pairs.join(" AND ")
    );
    (found(table, key), predicate)
}

/// What a foreign key wants, in words.
fn found(table: &Table, key: &ForeignKey) -> String {
    let shown = |table: &Name, columns: &[Name]| {
        columns.iter().map(|column| format!("`{table}.{column}`")).collect::<Vec<_>>().join(", ")
    };
    let (own, other) = (shown(&table.name, &key.columns), shown(&key.referenced_table, &key.referenced_columns));
    format!("every {own} is found in {other}")
}

/// What the rows of a column get; nothing where the build does not know it.
fn replacement(by: &Replacement, column: &Name, dialect: Dialect) -> Option<String> {
    let value = |value: &Value, sql_type: &SqlType| match value {
        Value::Sql(sql) => sql.text(dialect).map(|_| format!("({})", expression(sql, dialect))),
        Value::Now => None,
        constant => Some(self::constant(constant, sql_type, dialect)),
    };
    match by {
        Replacement::Computed(sql) => sql.text(dialect).map(|_| format!("({})", expression(sql, dialect))),
        Replacement::Everywhere(new, sql_type) => value(new, sql_type),
        Replacement::WhereNull(new, sql_type) => {
            Some(format!("coalesce({}, {})", quoted(column, dialect), value(new, sql_type)?))
        }
    }
}

/// Which rows refer to nothing once a column of either side gets other values. Each side stands in a query of its own, where the
/// expression names columns of one table alone.
fn orphaned_by(
    table: &Table,
    key: &ForeignKey,
    value_of: &impl Fn(&Name, &Name) -> String,
    dialect: Dialect,
) -> String {
    let values = |table: &Name, columns: &[Name]| -> Vec<String> {
        columns.iter().map(|column| value_of(table, column)).collect()
    };
    let (own, other) = (values(&table.name, &key.columns), values(&key.referenced_table, &key.referenced_columns));
    let all =
        |values: &[String]| values.iter().map(|value| format!("{value} IS NOT NULL")).collect::<Vec<_>>().join(" AND ");
    let row = if own.len() == 1 { own[0].clone() } else { format!("({})", own.join(", ")) };
    format!(
        "{} AND {row} NOT IN (SELECT {} FROM {} WHERE {})",
        all(&own),
        other.join(", "),
        quoted(&key.referenced_table, dialect),
        all(&other)
    )
}

fn satisfied(table: &Table, check: &Check) -> String {
    format!("every row of `{}` satisfies `{}`", table.name, check.name)
}

/// A check that is NULL holds, and so NOT of it finds nothing.
fn violated(check: &Check, dialect: Dialect) -> Option<String> {
    check.expression.text(dialect)?;
    Some(format!("NOT ({})", expression(&check.expression, dialect)))
}

/// Which values a narrower type cannot hold. SQLite holds any value in any type.
fn misfitting(column: &Name, to: &ColumnType, from: &ColumnType, dialect: Dialect) -> Option<String> {
    if dialect == Dialect::Sqlite {
        return None;
    }
    let name = quoted(column, dialect);
    let negative = if to.unsigned && !from.unsigned { format!(" OR {name} < 0") } else { String::new() };
    match &to.sql_type {
        ty if ty.is_integer() => {
            let (low, high) = range(to);
            Some(format!("({name} < {low} OR {name} > {high})"))
        }
        SqlType::Decimal { precision, scale } => {
            let limit = format!("1{}", "0".repeat(precision.saturating_sub(*scale) as usize));
            Some(format!("(abs({name}) >= {limit} OR {name} <> round({name}, {scale}){negative})"))
        }
        SqlType::Float if from.sql_type == SqlType::Double => {
            let exact = match dialect {
                Dialect::Postgres => format!("{name} <> {name}::real::double precision"),
                Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => format!("{name} <> CAST({name} AS FLOAT)"),
            };
            Some(format!("CASE WHEN abs({name}) > 3.4028235e38 THEN TRUE ELSE {exact}{negative} END"))
        }
        // It would keep no blanks at its end.
        SqlType::Char(length) if !matches!(from.sql_type, SqlType::Char(_)) => {
            let is_long = format!("char_length({name}) > {length}");
            Some(format!("({is_long} OR char_length({name}) <> char_length(rtrim({name})))"))
        }
        SqlType::Char(length) | SqlType::Varchar(length) => Some(format!("char_length({name}) > {length}")),
        // PostgreSQL's `bytea` has no limit.
        SqlType::Binary(length) if dialect != Dialect::Postgres => Some(format!("octet_length({name}) > {length}")),
        _ if !negative.is_empty() => Some(format!("{name} < 0")),
        _ => None,
    }
}

/// A row by its primary key, as `id = 7`; by all its columns where it has none.
fn row_label(table: &Table, dialect: Dialect) -> String {
    let columns: Vec<&Column> = match &table.primary_key {
        Some(key) => key.columns.iter().filter_map(|name| table.column(name)).collect(),
        None => table.columns.iter().collect(),
    };
    let mut parts = Vec::with_capacity(columns.len() * 2);
    for (place, column) in columns.into_iter().enumerate() {
        let separator = if place == 0 { "" } else { ", " };
        parts.push(text(&format!("{separator}{} = ", column.name), dialect));
        parts.push(shown_value(column, dialect));
    }
    if dialect.is_mysql_family() { format!("concat({})", parts.join(", ")) } else { parts.join(" || ") }
}

fn shown_value(column: &Column, dialect: Dialect) -> String {
    let name = quoted(&column.name, dialect);
    let is_bytes = match column.column_type.sql_type {
        SqlType::Binary(_) | SqlType::Blob => true,
        SqlType::Uuid => dialect == Dialect::MySql,
        _ => false,
    };
    let shown = match dialect {
        Dialect::Postgres => format!("{name}::text"),
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite if is_bytes => format!("hex({name})"),
        Dialect::MySql | Dialect::MariaDb => format!("CAST({name} AS CHAR)"),
        Dialect::Sqlite => format!("CAST({name} AS TEXT)"),
    };
    if column.nullable { format!("coalesce({shown}, 'NULL')") } else { shown }
}
