//! Tables, enumerations and raw SQL.

use migrate_core::catalog::SqlType;
use migrate_core::dialect::Dialect;

use super::{COLUMNS, Draw, NAMES, TABLES, column, list};
use crate::properties::history::DOWN;

pub fn create(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    // Long histories of many tables say no more than short ones of a few.
    if draw.catalog.tables.len() > 6 {
        return None;
    }
    let name = draw.placed(TABLES);
    if draw.random.chance(8) {
        return Some(vec![in_words(draw, &name)]);
    }
    let mut columns: Vec<String> = Vec::new();
    let mut options = String::new();
    match draw.random.below(12) {
        0..=2 => {}
        3 => columns.push("uuid_id()".to_owned()),
        4 => columns.push(
            draw.random.one(&["varchar(\"code\", 40).primary_key()", "integer(\"number\").primary_key()"]).to_owned(),
        ),
        5 => columns.push("integer(\"id\").primary_key().auto_increment()".to_owned()),
        6 => {
            columns.extend(["integer(\"left\")".to_owned(), "string(\"right\")".to_owned()]);
            options += ".primary_key([\"left\", \"right\"])";
        }
        _ => columns.push("id()".to_owned()),
    }
    let mut names: Vec<&str> = COLUMNS.to_vec();
    for _ in 0..=draw.random.below(4) {
        let name = names.swap_remove(draw.random.below(names.len()));
        columns.push(column::draw(draw, name));
    }
    if draw.random.chance(40) {
        let referenced = if draw.random.chance(15) { Some(name.clone()) } else { None };
        let referenced = referenced.or_else(|| Some(draw.table()?.name.to_string()));
        if let Some(referenced) = referenced {
            let nullable = if draw.random.chance(50) || referenced == name { ".nullable()" } else { "" };
            let action = draw.random.one(&["", ".on_delete(Cascade)", ".on_delete(SetNull)", ".on_update(Cascade)"]);
            let index = draw.random.one(&["", "", ".without_index()"]);
            columns.push(format!("reference(\"parent_id\", {referenced:?}){nullable}{action}{index}"));
        }
    }
    if draw.random.chance(50) {
        // Columns that a foreign key can be made of.
        columns.push("big_integer(\"other_id\").nullable()".to_owned());
    }
    if draw.random.chance(25) {
        options += ".timestamps()";
    }
    if draw.random.chance(25) {
        options += ".comment(\"what it's for\")";
    }
    if draw.random.chance(20) {
        options += &format!(".index({:?})", names[0]);
    }
    Some(vec![format!("schema.create_table({name:?}).columns([{}]){options};", columns.join(", "))])
}

/// A table with something that the model does not hold.
fn in_words(draw: &Draw<'_>, name: &str) -> String {
    let (table, key) = (draw.quoted(name), draw.quoted(&format!("{}_pkey", name.rsplit('.').next().unwrap_or(name))));
    let columns = "id bigint NOT NULL, a integer, name varchar(40) NOT NULL";
    let (constraint, more) = match draw.dialect {
        Dialect::Postgres => (format!("CONSTRAINT {key} PRIMARY KEY (id)"), " WITH (fillfactor = 70)"),
        Dialect::MySql | Dialect::MariaDb => ("PRIMARY KEY (id)".to_owned(), " AVG_ROW_LENGTH = 100"),
        Dialect::Sqlite => (format!("CONSTRAINT {key} PRIMARY KEY (id)"), " WITHOUT ROWID"),
    };
    let sql = format!("CREATE TABLE {table} ({columns}, {constraint}){more}");
    let columns = r#"big_integer("id").primary_key(), integer("a").nullable(), varchar("name", 40)"#;
    format!("schema.create_table({name:?}).columns([{columns}]).written_as({sql:?});")
}

pub fn drop(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let table = draw.table()?;
    Some(vec![format!("schema.drop_table({:?}).accept_data_loss(\"drawn\");", table.name.as_str())])
}

pub fn retire(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    Some(vec![format!("schema.retire_table({:?});", draw.table()?.name.as_str())])
}

pub fn rename(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let table = draw.table()?;
    let name = draw.beside(&table.name, TABLES);
    Some(vec![format!("schema.rename_table({:?}, {name:?});", table.name.as_str())])
}

pub fn comment(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let comment = draw.random.one(&["", "it's \"new\"", "zwölf \\ 12", "old"]);
    Some(vec![format!("schema.comment_on_table({:?}, {comment:?});", draw.table()?.name.as_str())])
}

pub fn create_enum(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    if draw.catalog.enums.len() > 2 {
        return None;
    }
    let name = draw.placed(NAMES);
    Some(vec![format!("schema.create_enum({name:?}, [\"new\", \"it's paid\", \"größer\"]);")])
}

pub fn drop_enum(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    Some(vec![format!("schema.drop_enum({:?});", enumeration(draw)?)])
}

pub fn add_enum_value(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let name = enumeration(draw)?;
    let first = draw.catalog.enums.get(name.as_str())?.values.first()?;
    let place = match draw.random.below(3) {
        0 => String::new(),
        1 => format!(".before({:?})", first.as_str()),
        _ => format!(".after({:?})", first.as_str()),
    };
    let value = draw.name(&["late", "more", "so \"quoted\""]);
    let down = "schema.nothing_to_undo(\"the value stays\");";
    Some(vec![format!("schema.add_enum_value({name:?}, {value:?}){place};{DOWN}{down}")])
}

pub fn rename_enum_value(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let name = enumeration(draw)?;
    let values = &draw.catalog.enums.get(name.as_str())?.values;
    let (from, to) = (draw.random.pick(values)?.as_str(), draw.name(&["renamed", "other's"]));
    Some(vec![format!("schema.rename_enum_value({name:?}, {from:?}, {to:?});")])
}

pub fn rename_enum(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let from = enumeration(draw)?;
    let to = draw.beside(&from, NAMES);
    Some(vec![format!("schema.rename_enum({from:?}, {to:?});")])
}

/// The name of an enumeration; one that columns have, more often than not.
fn enumeration(draw: &mut Draw<'_>) -> Option<String> {
    let used = draw.column_of(|_, column| matches!(column.column_type.sql_type, SqlType::Enumeration(_)));
    if let Some((_, column)) = used.filter(|_| draw.random.chance(70)) {
        return column.column_type.sql_type.enumeration().map(|found| found.name.to_string());
    }
    let all: Vec<_> = draw.catalog.enums.keys().collect();
    draw.random.pick(&all).map(|name| name.to_string())
}

/// SQL that means something to the database and nothing to the model.
pub fn execute(draw: &mut Draw<'_>) -> Option<Vec<String>> {
    let (sql, reverse) = match draw.dialect {
        Dialect::Postgres => ("GRANT CREATE ON SCHEMA public TO PUBLIC", "REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        Dialect::MySql | Dialect::MariaDb => ("SELECT 1", "SELECT 2"),
        Dialect::Sqlite => ("REINDEX", "REINDEX"),
    };
    Some(vec![format!("schema.execute({sql:?}).reverse({reverse:?});")])
}

/// Columns of a table, as a list of the language.
pub fn some_columns(draw: &mut Draw<'_>, table: &migrate_core::catalog::Table, most: usize) -> String {
    let mut names: Vec<_> = table.columns.iter().map(|column| column.name.clone()).collect();
    let count = (1 + draw.random.below(most)).min(names.len());
    let chosen: Vec<_> = (0..count).map(|_| names.swap_remove(draw.random.below(names.len()))).collect();
    list(&chosen)
}
