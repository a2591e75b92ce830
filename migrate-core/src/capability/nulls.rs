//! How a database without NULLS NOT DISTINCT has two NULLs be one value: by a unique index of expressions.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Column, Index, IndexKey, IndexPart, Sql, SqlText, SqlType, Table};
use crate::dialect::Dialect;
use crate::expression::{collation_said, whole_column};
use crate::location::Location;

/// The schema as this database has it.
#[must_use]
pub fn with_spelled_nulls(catalog: &Catalog, dialect: Dialect) -> Catalog {
    let mut spelled = catalog.clone();
    if spells(dialect) {
        let is_meant = |table: &Table| table.indexes.iter().any(|index| index.nulls_not_distinct);
        spelled.tables.change(is_meant, |table| *table = table_with_spelled_nulls(table, dialect));
    }
    spelled
}

/// A table as this database has it.
#[must_use]
pub fn table_with_spelled_nulls(table: &Table, dialect: Dialect) -> Table {
    let indexes = table.indexes.iter().map(|index| spelled_nulls(index, table, dialect)).collect();
    Table { indexes, ..table.clone() }
}

/// An index of a table as this database has it.
#[must_use]
pub fn spelled_nulls(index: &Index, table: &Table, dialect: Dialect) -> Index {
    if !index.nulls_not_distinct || !spells(dialect) {
        return index.clone();
    }
    Index { parts: spelled_parts(&index.parts, table, dialect), nulls_not_distinct: false, ..index.clone() }
}

/// Two expressions for each part, of which neither is ever NULL: the second tells NULL from the value that stands for it in
/// the first. A column that is NOT NULL has them too, so that no change of that touches the index.
#[must_use]
pub fn spelled_parts(parts: &[IndexPart], table: &Table, dialect: Dialect) -> Vec<IndexPart> {
    parts.iter().flat_map(|part| pair(part, table, dialect)).collect()
}

const fn spells(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::MySql | Dialect::Sqlite)
}

fn pair(part: &IndexPart, table: &Table, dialect: Dialect) -> [IndexPart; 2] {
    let (column, whole) = match &part.key {
        IndexKey::Column(name) => (table.column(name), dialect.quoted(name)),
        IndexKey::Expression(sql) => {
            let text = sql.text(dialect).map(|text| text.text.as_str()).unwrap_or_default();
            (whole_column(text, table, dialect), format!("({text})"))
        }
    };
    let value = match (part.prefix, column) {
        (Some(characters), _) if dialect == Dialect::MySql => format!("left({whole}, {characters})"),
        (Some(characters), _) => format!("substr({whole}, 1, {characters})"),
        (None, Some(column)) if dialect == Dialect::MySql && is_instant(column) => {
            // The seconds of one time zone, which MySQL tells without their fraction.
            let seconds = format!("to_seconds(cast({whole} AT TIME ZONE '+00:00' AS datetime(6)))");
            format!("({seconds} * 1000000) + microsecond({whole})")
        }
        (None, _) => whole.clone(),
    };
    let collation = collation(&part.key, column, dialect).map(|name| format!(" COLLATE {}", dialect.quoted(&name)));
    let of = |text: String| {
        let texts = BTreeMap::from([(dialect, Some(SqlText::new(text, Location::UNKNOWN)))]);
        IndexPart { key: IndexKey::Expression(Sql::PerDialect(texts)), prefix: None, ..part.clone() }
    };
    [of(format!("ifnull({value}, 0){}", collation.unwrap_or_default())), of(format!("{whole} IS NULL"))]
}

/// SQLite compares what a function comes to byte by byte, unless it is told otherwise; MySQL as the argument is compared.
fn collation(key: &IndexKey, column: Option<&Column>, dialect: Dialect) -> Option<String> {
    if dialect != Dialect::Sqlite {
        return None;
    }
    let said = match key {
        IndexKey::Column(_) => None,
        IndexKey::Expression(sql) => sql.text(dialect).and_then(|text| collation_said(&text.text, dialect)),
    };
    let of_column = || Some(column?.column_type.collation.as_ref()?.text(dialect)?.text.clone());
    said.or_else(of_column)
}

/// Whether MySQL reads it in the time zone of whoever asks: a function of it would come to something else for each.
pub(super) fn is_instant(column: &Column) -> bool {
    match &column.column_type.sql_type {
        SqlType::Timestamp | SqlType::TimestampWithTimeZone => true,
        SqlType::Custom(sql) => {
            sql.text(Dialect::MySql).is_some_and(|text| text.text.trim_start().to_lowercase().starts_with("timestamp"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{catalog, name, sql};

    #[test]
    fn each_part_has_two_expressions() {
        let mut catalog = catalog();
        let Some(users) = catalog.tables.get_mut("users") else { return };
        for column in &mut users.columns {
            match column.name.as_str() {
                "nick" => column.column_type.collation = Some(sql("NOCASE")),
                "age" => column.column_type.sql_type = SqlType::Timestamp,
                _ => {}
            }
        }
        let column = |column: &str| IndexPart::column(name(column));
        let prefix = IndexPart { prefix: Some(3), descending: true, ..column("role") };
        let expression = |text: &str| IndexPart::of(IndexKey::Expression(sql(text)));
        let instant = "(to_seconds(cast(`age` AT TIME ZONE '+00:00' AS datetime(6))) * 1000000) + microsecond(`age`)";
        for (part, dialect, value, is_null) in [
            (column("role"), Dialect::MySql, "ifnull(`role`, 0)", "`role` IS NULL"),
            (column("nick"), Dialect::MySql, "ifnull(`nick`, 0)", "`nick` IS NULL"),
            (prefix.clone(), Dialect::MySql, "ifnull(left(`role`, 3), 0)", "`role` IS NULL"),
            (column("age"), Dialect::MySql, &format!("ifnull({instant}, 0)"), "`age` IS NULL"),
            (expression("lower(role)"), Dialect::MySql, "ifnull((lower(role)), 0)", "(lower(role)) IS NULL"),
            (column("role"), Dialect::Sqlite, "ifnull(\"role\", 0)", "\"role\" IS NULL"),
            (column("nick"), Dialect::Sqlite, "ifnull(\"nick\", 0) COLLATE \"NOCASE\"", "\"nick\" IS NULL"),
            (prefix, Dialect::Sqlite, "ifnull(substr(\"role\", 1, 3), 0)", "\"role\" IS NULL"),
            (column("age"), Dialect::Sqlite, "ifnull(\"age\", 0)", "\"age\" IS NULL"),
            (expression("nick"), Dialect::Sqlite, "ifnull((nick), 0) COLLATE \"NOCASE\"", "(nick) IS NULL"),
            (
                expression("role COLLATE RTRIM"),
                Dialect::Sqlite,
                "ifnull((role COLLATE RTRIM), 0) COLLATE \"RTRIM\"",
                "(role COLLATE RTRIM) IS NULL",
            ),
        ] {
            let spelled = spelled_parts(std::slice::from_ref(&part), users, dialect);
            let texts = spelled.iter().filter_map(|part| match &part.key {
                IndexKey::Expression(sql) => sql.text(dialect).map(|text| text.text.as_str()),
                IndexKey::Column(_) => None,
            });
            assert_eq!(texts.collect::<Vec<_>>(), [value, is_null], "{dialect}: {part:?}");
            assert!(spelled.iter().all(|spelled| spelled.descending == part.descending && spelled.prefix.is_none()));
        }
    }
}
