//! The definition of a column: its name, type and attributes.

use sea_query::{
    Alias, ColumnDef, ColumnType, IntoIden, MysqlQueryBuilder, PostgresQueryBuilder, SqliteQueryBuilder, TableBuilder,
};

use super::literal::{quoted, text};
use super::{enumeration, mariadb, mysql, postgres, sqlite};
use crate::catalog::{self, Column, Generated, Sql, SqlType, Storage, Value};
use crate::dialect::Dialect;

/// A column as `CREATE TABLE` and `ADD COLUMN` write it.
pub fn definition(column: &Column, dialect: Dialect) -> String {
    if let Some(generated) = &column.generated {
        return computed(column, generated, dialect);
    }
    let mut definition =
        ColumnDef::new_with_type(Alias::new(column.name.as_str()), column_type(&column.column_type.sql_type, dialect));
    let mut attributes = Vec::new();
    if dialect.is_mysql_family() && column.column_type.unsigned {
        // Belongs to the type, so it has to stand before NULL.
        definition =
            ColumnDef::new_with_type(Alias::new(column.name.as_str()), custom(type_text(&column.column_type, dialect)));
    }
    if column.nullable {
        // A MariaDB whose `explicit_defaults_for_timestamp` is off reads a TIMESTAMP that says nothing as
        // NOT NULL.
        if dialect.is_mysql_family() {
            definition.null();
        }
    } else {
        definition.not_null();
    }
    if column.auto_increment && dialect != Dialect::Sqlite {
        definition.auto_increment();
    }
    if let Some(value) = &column.default {
        attributes.push(format!("DEFAULT {}", default(column, value, dialect)));
    }
    if let Some(listed) = column.column_type.sql_type.enumeration().filter(|_| dialect == Dialect::Sqlite) {
        let (name, values) = (quoted(&column.name, dialect), enumeration::values(listed, dialect));
        attributes.push(format!("CHECK ({name} IN ({values}))"));
    }
    if column.on_update_now {
        attributes.push("ON UPDATE CURRENT_TIMESTAMP(6)".to_owned());
    }
    let collation = collation(&column.column_type, dialect);
    if !collation.is_empty() {
        attributes.push(collation.trim_start().to_owned());
    }
    if let Some(comment) = column.comment.as_ref().filter(|_| dialect.is_mysql_family()) {
        attributes.push(format!("COMMENT {}", text(comment, dialect)));
    }
    if !attributes.is_empty() {
        definition.extra(attributes.join(" "));
    }
    written(&definition, dialect)
}

/// A generated column. MariaDB has neither NULL nor NOT NULL beside the expression, so that a check of the column does it,
/// which has to come last.
fn computed(column: &Column, generated: &Generated, dialect: Dialect) -> String {
    let name = quoted(&column.name, dialect);
    let (ty, collation) = (type_text(&column.column_type, dialect), collation(&column.column_type, dialect));
    let (expression, storage) = (expression(&generated.expression, dialect), storage(generated.storage));
    let mut sql = format!("{name} {ty}{collation} GENERATED ALWAYS AS ({expression}) {storage}");
    match (column.nullable, dialect) {
        (_, Dialect::MariaDb) => {}
        (false, _) => sql.push_str(" NOT NULL"),
        (true, Dialect::MySql) => sql.push_str(" NULL"),
        (true, Dialect::Postgres | Dialect::Sqlite) => {}
    }
    if let Some(listed) = column.column_type.sql_type.enumeration().filter(|_| dialect == Dialect::Sqlite) {
        sql.push_str(&format!(" CHECK ({name} IN ({}))", enumeration::values(listed, dialect)));
    }
    if let Some(comment) = column.comment.as_ref().filter(|_| dialect.is_mysql_family()) {
        sql.push_str(&format!(" COMMENT {}", text(comment, dialect)));
    }
    if !column.nullable && dialect == Dialect::MariaDb {
        sql.push_str(&format!(" CHECK ({name} IS NOT NULL)"));
    }
    sql
}

const fn storage(storage: Storage) -> &'static str {
    match storage {
        Storage::Virtual => "VIRTUAL",
        Storage::Stored => "STORED",
    }
}

/// The type alone, as in `CAST` and `ALTER COLUMN … TYPE`.
pub fn type_text(column_type: &catalog::ColumnType, dialect: Dialect) -> String {
    let ty = self::column_type(&column_type.sql_type, dialect);
    let mut sql = String::new();
    match dialect {
        Dialect::Postgres => PostgresQueryBuilder.prepare_column_type(&ty, &mut sql),
        Dialect::MySql | Dialect::MariaDb => MysqlQueryBuilder.prepare_column_type(&ty, &mut sql),
        Dialect::Sqlite => TableBuilder::prepare_column_type(&SqliteQueryBuilder, &ty, &mut sql),
    }
    if column_type.unsigned && dialect.is_mysql_family() {
        sql.push_str(" UNSIGNED");
    }
    sql
}

/// ` COLLATE …`, or nothing.
pub fn collation(column_type: &catalog::ColumnType, dialect: Dialect) -> String {
    let name = column_type.collation.as_ref().and_then(|collation| collation.text(dialect));
    name.map(|name| format!(" COLLATE {}", quoted_collation(&name.text, dialect))).unwrap_or_default()
}

fn quoted_collation(name: &str, dialect: Dialect) -> String {
    match name.split_once('.') {
        // What follows is an encoding: `C.utf8`, `en_US.utf8`.
        Some((locale, _)) if is_locale(locale) => dialect.quoted(name),
        _ => quoted(name, dialect),
    }
}

/// Whether this is what operating systems call a locale, and no schema.
fn is_locale(name: &str) -> bool {
    let is_language = |name: &str| matches!(name.len(), 2 | 3) && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_territory = |name: &str| name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_uppercase());
    matches!(name, "C" | "POSIX")
        || name.split_once('_').is_some_and(|(language, territory)| is_language(language) && is_territory(territory))
}

/// What follows `DEFAULT`.
pub fn default(column: &Column, value: &Value, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => postgres::default(column, value),
        Dialect::MySql => mysql::default(column, value),
        Dialect::MariaDb => mariadb::default(column, value),
        Dialect::Sqlite => sqlite::default(column, value),
    }
}

/// A value as an expression.
pub fn value(column: &Column, value: &Value, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => postgres::value(column, value),
        Dialect::MySql | Dialect::MariaDb => mysql::value(column, value, dialect),
        Dialect::Sqlite => sqlite::value(column, value),
    }
}

/// An author's expression; empty where its author says nothing for this database, which the plan asks first.
pub fn expression(sql: &Sql, dialect: Dialect) -> String {
    sql.text(dialect).map(|text| text.text.clone()).unwrap_or_default()
}

/// A type in its author's words.
pub fn authors(sql: &Sql, dialect: Dialect) -> ColumnType {
    custom(expression(sql, dialect))
}

/// A type that sea-query does not know, or spells otherwise.
pub fn custom(name: impl Into<String>) -> ColumnType {
    ColumnType::Custom(Alias::new(name.into()).into_iden())
}

fn column_type(sql_type: &SqlType, dialect: Dialect) -> ColumnType {
    match dialect {
        Dialect::Postgres => postgres::column_type(sql_type),
        Dialect::MySql => mysql::column_type(sql_type),
        Dialect::MariaDb => mariadb::column_type(sql_type),
        Dialect::Sqlite => sqlite::column_type(sql_type),
    }
}

fn written(definition: &ColumnDef, dialect: Dialect) -> String {
    let mut sql = String::new();
    match dialect {
        Dialect::Postgres => PostgresQueryBuilder.prepare_column_def(definition, &mut sql),
        Dialect::MySql | Dialect::MariaDb => MysqlQueryBuilder.prepare_column_def(definition, &mut sql),
        Dialect::Sqlite => SqliteQueryBuilder.prepare_column_def(definition, &mut sql),
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::{Dialect, quoted_collation};

    #[test]
    fn a_locale_has_an_encoding_and_a_collation_of_a_schema_its_schema() {
        let quoted = |name| quoted_collation(name, Dialect::Postgres);
        assert_eq!(["C", "C.utf8", "de_AT.utf8"].map(quoted), ["\"C\"", "\"C.utf8\"", "\"de_AT.utf8\""]);
        assert_eq!(["pg_catalog.C", "audit.de_at"].map(quoted), ["\"pg_catalog\".\"C\"", "\"audit\".\"de_at\""]);
    }
}
