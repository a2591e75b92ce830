//! One action, one SQL statement, in the words of one database. Only here is sea-query named.

mod batches;
mod belongings;
mod column;
mod constraint;
mod enumeration;
mod evidence;
mod exclusion;
mod expected;
mod extension;
mod grants;
mod index;
mod literal;
mod mariadb;
mod mysql;
mod postgres;
mod question;
mod routine;
mod rows;
mod schema;
mod sequence;
mod sqlite;
mod sqlite_rebuild;
mod view;

use sea_query::{Alias, IntoTableRef as _, MysqlQueryBuilder, PostgresQueryBuilder, SqliteQueryBuilder, TableRef};

use crate::capability::{has_text, numbered_column};
use crate::catalog::{Column, ColumnType, Constraint, Name, Table, Value};
use crate::dialect::Dialect;
use crate::lower::action::{Action, Build, Change};
pub(crate) use batches::batches;
pub(crate) use evidence::evidence;
use literal::{doubled, quoted, text};
pub(crate) use question::{condition, discards};
pub use rows::has_named_key;

/// Writes a statement of sea-query's for a database.
macro_rules! written {
    ($statement:expr, $dialect:expr) => {
        match $dialect {
            Dialect::Postgres => $statement.to_string(PostgresQueryBuilder),
            Dialect::MySql | Dialect::MariaDb => $statement.to_string(MysqlQueryBuilder),
            Dialect::Sqlite => $statement.to_string(SqliteQueryBuilder),
        }
    };
}

/// What defines a column within a statement.
pub(crate) fn definition_of(column: &Column, dialect: Dialect) -> String {
    column::definition(column, dialect)
}

/// The SQL of an action. It must have been planned for this database: what the database cannot do has been refused.
#[must_use]
pub fn statement(action: &Action, dialect: Dialect) -> String {
    match action {
        Action::CreateTable(table) => create_table(table, dialect),
        Action::DropTable(table) => {
            written!(sea_query::Table::drop().table(relation(&table.name)), dialect)
        }
        Action::RenameTable { from, to } => {
            written!(sea_query::Table::rename().table(relation(from), Alias::new(to.local())), dialect)
        }
        Action::AlterTable { table, changes } => alter_table(table, changes, dialect),
        Action::CreateIndex { table, index, build } => index::create(table, index, *build, dialect),
        Action::DropIndex { table, index, build: Build::Concurrent } => {
            // A build that was cancelled leaves an index, or none.
            format!("DROP INDEX CONCURRENTLY IF EXISTS {}", quoted(&table.beside(index), dialect))
        }
        Action::DropIndex { table, index, build: Build::Plain } => drop_index(table, index, dialect),
        Action::RenameIndex { table, from, to } => {
            format!("ALTER INDEX {} RENAME TO {}", quoted(&table.beside(from), dialect), quoted(to, dialect))
        }
        Action::Comment { table, column, text } => comment(table, column.as_ref(), text.as_deref(), dialect),
        Action::Fill { table, column, value, untouched } => {
            let name = quoted(&column.name, dialect);
            let value = column::value(column, value, dialect);
            let rest = unchanged(untouched, dialect);
            format!("UPDATE {} SET {name} = {value}{rest} WHERE {name} IS NULL", quoted(table, dialect))
        }
        Action::Convert { table, column, using, untouched } => {
            let (column, rest) = (quoted(column, dialect), unchanged(untouched, dialect));
            format!("UPDATE {} SET {column} = {using}{rest}", quoted(table, dialect))
        }
        Action::CopyRows { from, into, columns } => sqlite_rebuild::copy_rows(from, into, columns),
        Action::CarrySequence { from, into } => sqlite_rebuild::carry_sequence(from, into),
        Action::Number { table, column } => postgres::number(table, column),
        Action::CreateEnum(created) => enumeration::create(created),
        Action::DropEnum(name) => enumeration::drop(name),
        Action::AddEnumValue(added) => enumeration::add_value(added),
        Action::RenameEnumValue(renamed) => enumeration::rename_value(renamed),
        Action::RenameEnum { from, to } => enumeration::rename(from, to),
        Action::ReplaceValue { table, column, from, to, untouched } => {
            let name = quoted(column, dialect);
            let (from, to, rest) = (text(from, dialect), text(to, dialect), unchanged(untouched, dialect));
            format!("UPDATE {} SET {name} = {to}{rest} WHERE {name} = {from}", quoted(table, dialect))
        }
        Action::CreateView { name, kind, query } => view::create(name, *kind, query, dialect),
        Action::ReplaceView { name, query } => view::replace(name, query, dialect),
        Action::DropView { name, kind } => view::drop(name, *kind, dialect),
        Action::KeepGrants(views) => grants::keep(views),
        Action::RestoreGrants(views) => grants::restore(views),
        Action::RenameView { from, to, kind } => view::rename(from, to, *kind, dialect),
        Action::CreateFunction { sql, .. } | Action::CreateTrigger { sql, .. } => sql.clone(),
        Action::CreateSequence(name) => sequence::create(name, dialect),
        Action::RestartSequence { name, next } => sequence::restart(name, *next, dialect),
        Action::DropSequence(name) => sequence::drop(name, dialect),
        Action::RenameSequence { from, to } => sequence::rename(from, to, dialect),
        Action::CreateExtension(name) => extension::create(name),
        Action::DropExtension(name) => extension::drop(name),
        Action::CreateSchema(name) => schema::create(name),
        Action::DropSchema(name) => schema::drop(name),
        Action::RenameSchema { from, to } => schema::rename(from, to),
        Action::DropFunction { name, signature } => routine::drop_function(name, signature, dialect),
        Action::RenameFunction { from, to, signature } => routine::rename_function(from, to, signature, dialect),
        Action::DropTrigger { table, name } => routine::drop_trigger(table, name, dialect),
        Action::RenameTrigger { table, from, to } => routine::rename_trigger(table, from, to, dialect),
        Action::Execute(sql) | Action::ChangeRows(sql) => sql.clone(),
        Action::InsertRows { table, columns, rows } => rows::insert(table, columns, rows, dialect),
        Action::AdvanceNumbers { table, column } => rows::advance(table, column),
        Action::SettleConstraints => "SET CONSTRAINTS ALL IMMEDIATE".to_owned(),
        Action::DeleteKeys(delete) => rows::delete_keys(delete, dialect),
        Action::UpdateRows { table, sets, rows } => {
            rows::update(table, sets, dialect) + &rows::only(rows.only_where.as_deref(), None)
        }
        Action::DeleteRows { table, rows } => {
            rows::delete(table, dialect) + &rows::only(rows.only_where.as_deref(), None)
        }
    }
}

/// The assignments that keep a time which the update would change: what an update names takes no other value.
fn unchanged(columns: &[Name], dialect: Dialect) -> String {
    let names = columns.iter().map(|column| quoted(column, dialect));
    names.map(|name| format!(", {name} = {name}")).collect()
}

fn create_table(table: &Table, dialect: Dialect) -> String {
    let numbered = numbered_column(table).filter(|_| dialect == Dialect::Sqlite);
    let mut lines: Vec<String> = Vec::new();
    for column in &table.columns {
        lines.push(match dialect {
            Dialect::Sqlite => sqlite::column_in(table, column),
            Dialect::Postgres | Dialect::MySql | Dialect::MariaDb => column::definition(column, dialect),
        });
    }
    for constraint in table.constraints() {
        let stands_on_its_column = matches!(constraint, Constraint::PrimaryKey(_)) && numbered.is_some();
        if !stands_on_its_column && has_text(&constraint, dialect) {
            lines.push(constraint::definition(&constraint, dialect));
        }
    }
    if dialect.is_mysql_family() {
        lines.extend(table.indexes.iter().map(|index| index::in_table(index, dialect)));
    }
    let mut sql = format!("CREATE TABLE {} (\n    {}\n)", quoted(&table.name, dialect), lines.join(",\n    "));
    if dialect.is_mysql_family() {
        sql.push_str(" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
        if let Some(comment) = &table.comment {
            sql.push_str(&format!(" COMMENT={}", text(comment, dialect)));
        }
    }
    sql
}

/// A table, with its schema if it has one.
fn relation(name: &Name) -> TableRef {
    let local = Alias::new(name.local());
    match name.schema() {
        Some(schema) => (Alias::new(schema), local).into_table_ref(),
        None => local.into_table_ref(),
    }
}

fn alter_table(table: &Name, changes: &[Change], dialect: Dialect) -> String {
    let clauses = match dialect {
        Dialect::Postgres => changes.iter().map(postgres::change).collect::<Vec<_>>().join(", "),
        Dialect::MySql | Dialect::MariaDb => {
            changes.iter().map(|change| mysql::change(change, dialect)).collect::<Vec<_>>().join(", ")
        }
        Dialect::Sqlite => sqlite::changes(changes),
    };
    format!("ALTER TABLE {} {clauses}", quoted(table, dialect))
}

fn drop_index(table: &Name, index: &Name, dialect: Dialect) -> String {
    if table.schema().is_some() {
        return format!("DROP INDEX {}", quoted(&table.beside(index), dialect));
    }
    let mut drop = sea_query::Index::drop();
    drop.name(doubled(index, dialect));
    if dialect.is_mysql_family() {
        drop.table(Alias::new(table.as_str()));
    }
    written!(drop, dialect)
}

fn comment(table: &Name, column: Option<&Name>, comment: Option<&str>, dialect: Dialect) -> String {
    let comment = comment.map_or_else(|| "NULL".to_owned(), |comment| text(comment, dialect));
    match column {
        Some(column) => {
            format!("COMMENT ON COLUMN {}.{} IS {comment}", quoted(table, dialect), quoted(column, dialect))
        }
        None => format!("COMMENT ON TABLE {} IS {comment}", quoted(table, dialect)),
    }
}

/// A type as this database spells it, which must have it.
pub(crate) fn type_name(column_type: &ColumnType, dialect: Dialect) -> String {
    column::type_text(column_type, dialect)
}

/// What follows DEFAULT where a column of this type is by default the time of the insert.
pub(crate) fn now(column: &Column, dialect: Dialect) -> String {
    column::default(column, &Value::Now, dialect)
}

#[cfg(test)]
mod tests;
