//! Indexes, unique constraints and foreign keys: added and removed.

use super::{Body, Wish, array, listed};
use crate::failure::Failure;
use crate::new::known::singulars;
use crate::new::name::Addition;

/// `index_email_on_users`, `add_unique_to_users`, `remove_foreign_key_from_posts`.
pub fn write(wish: &Wish<'_>, table: &str, words: &str, key: &Addition, is_removed: bool) -> Result<Body, Failure> {
    wish.check_table(table)?;
    match key {
        Addition::Reference(to) if !is_removed => foreign_keys(wish, table, words, to.as_deref()),
        Addition::Index | Addition::UniqueIndex | Addition::Unique | Addition::Reference(_) => {
            let columns = wish.column_names(table, words)?;
            for column in &columns {
                wish.check_column(table, column)?;
            }
            Ok(of_columns(table, &columns, key, is_removed))
        }
    }
}

fn of_columns(table: &str, columns: &[String], key: &Addition, is_removed: bool) -> Body {
    let (add, remove, options, what) = match key {
        Addition::Index => ("create_index", "drop_index", "", "index"),
        Addition::UniqueIndex => ("create_index", "drop_index", ".unique()", "unique index"),
        Addition::Unique => ("add_unique", "drop_unique", "", "unique constraint"),
        Addition::Reference(_) => ("add_foreign_key", "drop_foreign_key", "", "foreign key"),
    };
    let (word, options, verb) = if is_removed { (remove, "", "Drops") } else { (add, options, "Adds") };
    let article = if is_removed {
        "the"
    } else if what.starts_with('i') {
        "an"
    } else {
        "a"
    };
    let mut body = Body::default();
    if columns.is_empty() {
        body.hint = Some(format!("schema.{word}({table:?}, [\"name\"]){options};"));
        body.notes.push("help: write the columns behind the name of the migration, and they are filled in".to_owned());
        body.documentation = format!("{verb} {article} {what} of `{table}`.");
        return body;
    }
    body.statements.push(format!("schema.{word}({table:?}, {}){options}", array(columns)));
    body.documentation = format!("{verb} {article} {what} of {} in `{table}`.", listed(columns));
    body
}

/// `add_foreign_key_to_posts author_id:users`, `add_foreign_key_from_posts_to_users`.
fn foreign_keys(wish: &Wish<'_>, table: &str, words: &str, to: Option<&str>) -> Result<Body, Failure> {
    let mut typed: Vec<String> = wish.typed.iter().map(|typed| as_reference(typed, to)).collect();
    if typed.is_empty() {
        typed.extend(wish.known.columns_in(table, words).iter().map(|column| as_reference(column, to)));
    }
    if let (true, Some(to)) = (typed.is_empty(), to) {
        let candidates = singulars(to).into_iter().map(|one| format!("{one}_id"));
        let column = candidates.into_iter().find(|name| wish.known.column(table, name).is_some());
        typed.extend(column.map(|column| as_reference(&column, Some(to))));
    }
    let columns = Wish { typed: &typed, ..*wish }.new_columns(Some(table))?;
    if columns.is_empty() {
        let hint = format!("schema.add_foreign_key({table:?}, [\"user_id\"]).references(\"users\", [\"id\"]);");
        return Ok(Body {
            hint: Some(hint),
            documentation: format!("Adds a foreign key to `{table}`."),
            notes: vec!["help: write the column and its table behind the name, as in `author_id:users`".to_owned()],
            ..Body::default()
        });
    }
    let (mut body, mut names) = (Body::default(), Vec::new());
    for (column, typed) in columns.iter().zip(&typed) {
        let written = typed.split(':').next().unwrap_or_default();
        let is_there = wish.known.column(table, written).is_some();
        let name = if is_there { written.to_owned() } else { column.name.clone() };
        wish.check_column(table, &name)?;
        let referenced = column.reference.clone().unwrap_or_default();
        let key = wish.known.table(&referenced).and_then(|table| table.primary_key.as_ref());
        let key =
            key.map_or_else(|| vec!["id".to_owned()], |key| key.columns.iter().map(ToString::to_string).collect());
        let actions: String = column.modifiers().split_inclusive(')').filter(|one| one.starts_with(".on_")).collect();
        body.statements.push(format!(
            "schema.add_foreign_key({table:?}, [{name:?}]).references({referenced:?}, {}){actions}",
            array(&key)
        ));
        names.push(name);
    }
    body.documentation = format!("Adds a foreign key of {} in `{table}`.", listed(&names));
    Ok(body)
}

/// `author_id:users` as a reference, `author_id:references:users`.
fn as_reference(typed: &str, to: Option<&str>) -> String {
    let (name, rest) = typed.split_once(':').map_or((typed, None), |(name, rest)| (name, Some(rest)));
    let is_action = |rest: &str| rest.starts_with("on_delete=") || rest.starts_with("on_update=");
    let is_reference =
        |rest: &str| ["reference", "references", "belongs_to"].contains(&rest.split(':').next().unwrap_or_default());
    match (rest, to) {
        (None, None) => format!("{name}:references"),
        (None, Some(to)) => format!("{name}:references:{to}"),
        (Some(rest), Some(to)) if is_action(rest) => format!("{name}:references:{to}:{rest}"),
        (Some(rest), _) if is_reference(rest) => typed.to_owned(),
        (Some(rest), _) => format!("{name}:references:{rest}"),
    }
}
