//! Tables: created, dropped and renamed.

use super::{Body, Wish, array};
use crate::failure::Failure;
use crate::new::column::Column;

/// `create_users`: a table with these columns, and an `id` before them unless one of them is the key.
pub fn create(wish: &Wish<'_>, table: &str) -> Result<Body, Failure> {
    let mut columns = wish.new_columns(Some(table))?;
    let has_timestamps = take_timestamps(&mut columns);
    let is_key = |column: &Column| column.name == "id" || column.text().contains(".primary_key()");
    let has_key = columns.iter().any(is_key);
    let mut texts: Vec<String> = if has_key { Vec::new() } else { vec!["id()".to_owned()] };
    texts.extend(columns.iter().map(|column| if column.name == "id" { id(column) } else { column.text() }));
    let mut parts = String::new();
    for column in columns.iter().filter(|column| column.is_indexed && column.reference.is_none()) {
        parts += &format!(".index([{:?}])", column.name);
    }
    if has_timestamps {
        parts += ".timestamps()";
    }
    // One line for each column, if no formatter is there.
    let texts = texts.join(",\n                ");
    Ok(Body {
        statements: vec![format!(
            "schema\n            .create_table({table:?})\n            .columns([\n                {texts},\n            ]){parts}"
        )],
        documentation: format!("Creates `{table}`."),
        ..Body::default()
    })
}

/// The key as it is written where its column is called `id`.
fn id(column: &Column) -> String {
    let text = column.text();
    match text.as_str() {
        "string(\"id\")" | "big_integer(\"id\")" => "id()".to_owned(),
        "uuid(\"id\")" => "uuid_id()".to_owned(),
        _ if column.has_own_values || text.contains(".primary_key()") => text,
        _ => format!("{text}.primary_key()"),
    }
}

/// Takes the word `timestamps` out of the columns.
pub fn take_timestamps(columns: &mut Vec<Column>) -> bool {
    let before = columns.len();
    columns.retain(|column| column.name != "timestamps" || column.function.is_some());
    columns.len() < before
}

/// `drop_users`: the table, after the foreign keys that refer to it; or the view or enumeration of this name.
pub fn drop(wish: &Wish<'_>, table: &str) -> Result<Body, Failure> {
    let documentation = format!("Drops `{table}`.");
    let other = wish.known.catalog.and_then(|catalog| {
        let view = catalog.view(table).map(|view| view.kind.dropping());
        view.or_else(|| catalog.enums.get(table).map(|_| "drop_enum"))
    });
    if let Some(word) = other {
        return Ok(Body { statements: vec![format!("schema.{word}({table:?})")], documentation, ..Body::default() });
    }
    let tables = wish.known.tables_with(table);
    wish.check_table(table).map_err(|failure| match tables.first() {
        Some(of) => failure.with(&format!("help: write `drop_{table}_from_{of}` to drop a column")),
        None => failure,
    })?;
    let mut statements = Vec::new();
    for (child, key) in wish.known.catalog.into_iter().flat_map(|catalog| catalog.referencing(table)) {
        if child.name != *table {
            statements.push(format!("schema.drop_foreign_key({:?}, {:?})", child.name.as_str(), key.name.as_str()));
        }
    }
    statements.push(format!("schema.drop_table({table:?}){}", wish.accepted()));
    Ok(Body { statements, documentation, is_open: true, ..Body::default() })
}

/// `retire_users`: deployed code has stopped using the table.
pub fn retire(wish: &Wish<'_>, table: &str) -> Result<Body, Failure> {
    wish.check_table(table)?;
    let statements = vec![format!("schema.retire_table({table:?})")];
    Ok(Body { statements, documentation: format!("Retires `{table}`."), ..Body::default() })
}

/// `rename_users_to_people`.
pub fn rename(wish: &Wish<'_>, from: &str, to: &str) -> Result<Body, Failure> {
    let tables = wish.known.tables_with(from);
    wish.check_table(from).map_err(|failure| match tables.first() {
        Some(of) => failure.with(&format!("help: write `rename_{from}_to_{to}_in_{of}` to rename a column")),
        None => failure,
    })?;
    Ok(Body {
        statements: vec![format!("schema.rename_table({from:?}, {to:?})")],
        documentation: format!("Renames `{from}` to `{to}`."),
        ..Body::default()
    })
}

/// An index of one column as a statement of its own.
pub fn index(table: &str, column: &str) -> String {
    format!("schema.create_index({table:?}, {})", array(&[column.to_owned()]))
}
