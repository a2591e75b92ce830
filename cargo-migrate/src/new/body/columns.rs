//! Columns: added, dropped, renamed and changed.

use migrate_core::apply::before_dropping;
use migrate_core::catalog::Name;
use migrate_core::dsl::write::column_of_type;

use super::tables::{index, take_timestamps};
use super::{Body, Wish, listed};
use crate::failure::Failure;
use crate::new::column::Column;

/// `add_email_to_users`: each column, which is nullable where rows that exist would have no value for it.
pub fn add(wish: &Wish<'_>, table: &str, words: &str) -> Result<Body, Failure> {
    let mut columns = wish.new_columns(None)?;
    let has_timestamps = take_timestamps(&mut columns) || wish.typed.is_empty() && words == "timestamps";
    wish.check_table(table)?;
    let (mut body, mut made_nullable) = (Body::default(), Vec::new());
    for column in &mut columns {
        if !column.is_nullable && column.default.is_none() && !column.has_own_values {
            column.is_nullable = true;
            made_nullable.push(column.name.clone());
        }
        body.statements.push(format!("schema.add_column({table:?}, {})", column.text()));
        if column.is_indexed && column.reference.is_none() {
            body.statements.push(index(table, &column.name));
        }
    }
    let mut names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    for name in ["created_at", "updated_at"].iter().filter(|_| has_timestamps) {
        let column = format!("timestamp_with_time_zone({name:?}).default(now())");
        body.statements.push(format!("schema.add_column({table:?}, {column})"));
        names.push((*name).to_owned());
    }
    if names.is_empty() {
        body.hint = Some(format!("schema.add_column({table:?}, string({words:?}).nullable());"));
        body.notes.push(format!("help: `cargo migrate new add_{words}_to_{table} {words}:string` writes that too"));
        names.push(words.to_owned());
    }
    if !made_nullable.is_empty() {
        let (is, it) = if made_nullable.len() == 1 { ("is", "it") } else { ("are", "them") };
        body.notes.push(format!(
            "note: {} {is} nullable, because the rows of `{table}` have no value for {it}; write `default=…` behind the \
             type, or fill {it} and forbid NULL in later migrations",
            listed(&made_nullable)
        ));
    }
    body.documentation = format!("Adds {} to `{table}`.", listed(&names));
    Ok(body)
}

/// `remove_email_from_users`: each column, after what uses it.
pub fn drop(wish: &Wish<'_>, table: &str, words: &str) -> Result<Body, Failure> {
    wish.check_table(table)?;
    let names = match (wish.typed, words) {
        ([], "timestamps") => ["created_at", "updated_at"].map(str::to_owned).to_vec(),
        _ => wish.column_names(table, words)?,
    };
    let typed = wish.columns()?;
    let mut body = Body { is_open: true, ..Body::default() };
    for (place, name) in names.iter().enumerate() {
        wish.check_column(table, name)?;
        for statement in uses(wish, table, name) {
            if !body.statements.contains(&statement) {
                body.statements.push(statement);
            }
        }
        let restored = typed.get(place).and_then(|column| column.restore_with.as_ref().or(column.default.as_ref()));
        let restored = restored.map_or_else(String::new, |value| format!(".restore_with({value})"));
        body.statements.push(format!("schema.drop_column({table:?}, {name:?}){restored}{}", wish.accepted()));
    }
    body.documentation = format!("Drops {} from `{table}`.", listed(&names));
    Ok(body)
}

/// The statements that drop the keys and indexes of the table which use a column. What else uses it, the author decides on.
fn uses(wish: &Wish<'_>, table: &str, name: &str) -> Vec<String> {
    let (Some(catalog), Some(of)) = (wish.known.catalog, wish.known.table(table)) else { return Vec::new() };
    let Some(column) = of.column(name) else { return Vec::new() };
    let keys = ["index", "foreign_key", "unique", "check"].map(|word| format!("schema.drop_{word}({table:?},"));
    let statements = before_dropping(catalog, of, column, wish.known.targets).into_iter();
    let of_keys = statements.filter(|statement| keys.iter().any(|key| statement.starts_with(key)));
    of_keys.map(|statement| statement.trim_end_matches(';').to_owned()).collect()
}

/// `retire_nick_of_users`: deployed code has stopped using each column.
pub fn retire(wish: &Wish<'_>, table: &str, words: &str) -> Result<Body, Failure> {
    wish.check_table(table)?;
    let names = wish.column_names(table, words)?;
    let mut body = Body { documentation: format!("Retires {} of `{table}`.", listed(&names)), ..Body::default() };
    for name in &names {
        wish.check_column(table, name)?;
        body.statements.push(format!("schema.retire_column({table:?}, {name:?})"));
    }
    Ok(body)
}

/// `rename_nick_to_handle_in_users`.
pub fn rename(wish: &Wish<'_>, table: &str, from: &str, to: &str) -> Result<Body, Failure> {
    wish.check_column(table, from)?;
    Ok(Body {
        statements: vec![format!("schema.rename_column({table:?}, {from:?}, {to:?})")],
        documentation: format!("Renames `{from}` of `{table}` to `{to}`."),
        ..Body::default()
    })
}

/// `change_price_of_products`: the type, and NULL and the default where something is said of them.
pub fn change(wish: &Wish<'_>, table: &str, words: &str) -> Result<Body, Failure> {
    wish.check_table(table)?;
    let columns = wish.columns()?;
    let mut body = Body::default();
    if columns.is_empty() {
        wish.check_column(table, words)?;
        body.hint = Some(format!("schema.change_type({table:?}, big_integer({words:?}));"));
        body.notes
            .push(format!("help: `cargo migrate new change_{words}_of_{table} {words}:big_integer` writes that too"));
        body.documentation = format!("Changes `{words}` of `{table}`.");
        return Ok(body);
    }
    for column in &columns {
        wish.check_column(table, &column.name)?;
        change_one(wish, table, column, &mut body)?;
    }
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    if body.statements.is_empty() {
        return Err(Failure::refused(format!("{} of `{table}` would stay as it is", listed(&names)))
            .with("help: write the new type behind its name, or `null`, or `default=…`"));
    }
    body.documentation = format!("Changes {} of `{table}`.", listed(&names));
    Ok(body)
}

fn change_one(wish: &Wish<'_>, table: &str, column: &Column, body: &mut Body) -> Result<(), Failure> {
    let name = &column.name;
    if column.has_more() {
        return Err(Failure::usage(format!("a change of `{name}` takes a type, `null` and `default=…`"))
            .with(&format!("help: write keys in a migration of their own, as in `add_unique_to_{table} {name}`")));
    }
    let now = wish.known.column(table, name);
    let type_now = now.map(|now| column_of_type(&Name::derived(name), &now.column_type));
    if let Some(function) = &column.function
        && type_now.as_ref() != Some(function)
    {
        body.statements.push(format!("schema.change_type({table:?}, {function}){}", wish.accepted()));
        body.is_open = true;
    }
    if column.is_nullable && now.is_none_or(|now| !now.nullable) {
        body.statements.push(format!("schema.drop_not_null({table:?}, {name:?})"));
    }
    if let Some(value) = &column.default {
        body.statements.push(format!("schema.set_default({table:?}, {name:?}, {value})"));
    }
    Ok(())
}
