//! Rows for the tables of a drawn schema, and taking them away again.

use migrate_core::catalog::{Catalog, ForeignKey, Name, SqlType, Table};

use crate::dump::quoted;
use crate::scratch::Scratch;

/// Puts a few rows into every table; whether a table takes them depends on its constraints.
pub async fn fill(scratch: &Scratch, catalog: &Catalog, salt: &mut usize) {
    // Once more for tables that refer to those that come later.
    for _ in 0..2 {
        for table in catalog.tables.values() {
            for _ in 0..2 {
                *salt += 1;
                insert(scratch, table, *salt).await;
            }
        }
    }
}

async fn insert(scratch: &Scratch, table: &Table, salt: usize) {
    let mut values: Vec<(String, String)> = Vec::new();
    for key in &table.foreign_keys {
        let parents = parents(scratch, table, key).await;
        let parent = if parents.is_empty() { None } else { Some(&parents[salt % parents.len()]) };
        for (place, column) in key.columns.iter().enumerate() {
            let value = parent.and_then(|row| row[place].clone()).unwrap_or_else(|| "NULL".to_owned());
            values.retain(|(name, _)| *name != **column);
            values.push((column.to_string(), value));
        }
    }
    values.retain(|(name, _)| table.column(name).is_none_or(|column| column.generated.is_none()));
    for column in table.columns.iter().filter(|column| !column.auto_increment && column.generated.is_none()) {
        if values.iter().all(|(name, _)| *name != *column.name) {
            let is_null = column.nullable && salt.is_multiple_of(3);
            let value = if is_null {
                "NULL".to_owned()
            } else {
                value(&column.column_type.sql_type, salt, scratch.server.key())
            };
            values.push((column.name.to_string(), value));
        }
    }
    let table = quoted(&table.name);
    let names: Vec<String> = values.iter().map(|(name, _)| quoted(name)).collect();
    let given: Vec<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
    let insert = match (values.is_empty(), scratch.server.key()) {
        (true, "mysql" | "mariadb") => format!("INSERT INTO {table} () VALUES ()"),
        (true, _) => format!("INSERT INTO {table} DEFAULT VALUES"),
        _ => format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), given.join(", ")),
    };
    // A constraint may forbid these values.
    let _refused = scratch.try_run(&insert).await;
}

/// The keys that a row may refer to, as literals.
async fn parents(scratch: &Scratch, table: &Table, key: &ForeignKey) -> Vec<Vec<Option<String>>> {
    let literal = |(own, referenced): (&Name, &Name)| {
        let name = quoted(referenced);
        let sql_type = table.column(own).map(|column| &column.column_type.sql_type);
        match scratch.server.key() {
            "postgres" => format!("quote_literal({name}::text)"),
            "mysql" if matches!(sql_type, Some(SqlType::Uuid)) => format!("concat('0x', hex({name}))"),
            _ => format!("quote({name})"),
        }
    };
    let selected: Vec<String> = key.columns.iter().zip(&key.referenced_columns).map(literal).collect();
    let referenced = quoted(&key.referenced_table);
    scratch.rows(&format!("SELECT {} FROM {referenced} LIMIT 5", selected.join(", "))).await
}

/// A value of a type, different for each salt where it has enough of them.
fn value(sql_type: &SqlType, salt: usize, key: &str) -> String {
    let is_mysql = ["mysql", "mariadb"].contains(&key);
    let day = 1 + salt % 28;
    let month = 1 + salt / 28 % 12;
    match sql_type {
        SqlType::SmallInteger | SqlType::Integer => salt.to_string(),
        SqlType::BigInteger if salt.is_multiple_of(5) => (9_000_000_000 + salt).to_string(),
        SqlType::BigInteger => salt.to_string(),
        SqlType::Decimal { scale: 0, .. } => salt.to_string(),
        SqlType::Decimal { .. } => format!("{salt}.5"),
        SqlType::Float | SqlType::Double => format!("{salt}.25"),
        SqlType::Boolean => if salt.is_multiple_of(2) { "true" } else { "false" }.to_owned(),
        SqlType::Char(length) | SqlType::Varchar(length) => text(salt, *length as usize, key),
        SqlType::Text => text(salt, usize::MAX, key),
        SqlType::Date => format!("'2026-{month:02}-{day:02}'"),
        SqlType::Time => format!("'{:02}:{:02}:01.25'", salt % 24, salt / 24 % 60),
        SqlType::DateTime | SqlType::Timestamp | SqlType::TimestampWithTimeZone => {
            format!("'2026-{month:02}-{day:02} 10:20:30.123456'")
        }
        SqlType::Interval => format!("'{salt} days'"),
        SqlType::Uuid if key == "mysql" => format!("X'{salt:032x}'"),
        SqlType::Uuid => format!("'00000000-0000-4000-8000-{salt:012x}'"),
        SqlType::Json | SqlType::JsonBinary => format!("'{{\"a\": {salt}}}'"),
        SqlType::Binary(_) | SqlType::Blob if key == "postgres" => format!("'\\x{salt:08x}'"),
        SqlType::Binary(_) | SqlType::Blob => format!("X'{salt:08x}'"),
        SqlType::Array(element) => format!("ARRAY[{}]", value(element, salt, key)),
        SqlType::Enumeration(listed) => {
            let value = &listed.values[salt % listed.values.len()];
            literal(value, is_mysql)
        }
        SqlType::Custom(_) => "NULL".to_owned(),
    }
}

fn text(salt: usize, length: usize, key: &str) -> String {
    let text: String = format!("{salt}'s \\ \"größe\"").chars().take(length).collect();
    literal(&text, ["mysql", "mariadb"].contains(&key))
}

fn literal(text: &str, is_mysql: bool) -> String {
    let text = text.replace('\'', "''");
    format!("'{}'", if is_mysql { text.replace('\\', "\\\\") } else { text })
}

/// Takes every row away.
pub async fn empty(scratch: &Scratch, catalog: &Catalog) {
    let tables: Vec<String> = catalog.tables.keys().map(|name| quoted(name)).collect();
    if tables.is_empty() {
        return;
    }
    match scratch.server.key() {
        "postgres" => scratch.run(&format!("TRUNCATE {} CASCADE", tables.join(", "))).await,
        key => {
            let (off, on) = match key {
                "sqlite" => ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
                _ => ("SET FOREIGN_KEY_CHECKS = 0", "SET FOREIGN_KEY_CHECKS = 1"),
            };
            scratch.run(off).await;
            for table in tables {
                scratch.run(&format!("DELETE FROM {table}")).await;
            }
            scratch.run(on).await;
        }
    }
}

/// How many tables have a row.
pub async fn filled_tables(scratch: &Scratch, catalog: &Catalog) -> usize {
    let mut filled = 0;
    for table in catalog.tables.keys() {
        filled += usize::from(scratch.value(&format!("SELECT count(*) FROM {}", quoted(table))).await != "0");
    }
    filled
}
