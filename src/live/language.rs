//! What a database has, in the words of the language: as the statement of a migration that says it to be there.

mod index;
mod nulls;
mod table;
mod types;

use migrate_core::dialect::Dialect;

use super::{Check, Column, Enumeration, ForeignKey, Function, Key, Sequence, Trigger, View};
pub use table::Written;

/// The longest name that is derived without being cut.
const LONGEST: usize = 63;

/// Writes for one database.
#[derive(Clone, Copy, Debug)]
pub struct Writer {
    dialect: Dialect,
}

impl Writer {
    /// A writer for this database.
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect }
    }

    /// A column with what is its own.
    pub fn column(self, column: &Column) -> String {
        self.column_of(column, column.enumeration.as_deref())
    }

    fn column_of(self, column: &Column, enumeration: Option<&str>) -> String {
        let Column { name, nullable, default, counts, generated, on_update_now, collation, comment, .. } = column;
        let ty = types::function(self.dialect, column, enumeration);
        let mut written = ty.call(name);
        if *counts {
            written.push_str(".auto_increment()");
        }
        if *nullable {
            written.push_str(".nullable()");
        }
        if let Some(default) = default.as_ref().and_then(|sql| types::default(self.dialect, &ty, sql)) {
            written.push_str(&format!(".default({default})"));
        }
        if let Some((expression, is_stored)) = generated {
            let stored = if *is_stored { ".stored()" } else { "" };
            written.push_str(&format!(".generated({}){stored}", text(expression)));
        }
        if *on_update_now && !ty.is_custom() {
            written.push_str(".on_update_now()");
        }
        if let Some(collation) = collation {
            written.push_str(&format!(".collate({})", text(collation)));
        }
        if let Some(comment) = comment {
            written.push_str(&format!(".comment({})", text(comment)));
        }
        written
    }

    /// Whether the language has a word for the type of a column.
    pub fn knows_type(self, column: &Column) -> bool {
        !types::function(self.dialect, column, column.enumeration.as_deref()).is_custom()
    }

    /// A column of a table that the history has.
    pub fn add_column(self, table: &str, column: &Column) -> String {
        let (mut before, mut written) = (String::new(), self.column(column));
        if let Some((enumeration, statement)) = self.enumeration_of(table, column) {
            before = format!("{statement} ");
            written = self.column_of(column, Some(&enumeration));
        }
        format!("{before}schema.add_column({}, {written}).already_exists();", text(table))
    }

    /// The enumeration of a column of MySQL's or MariaDB's, which has no name there, and the statement that makes it.
    fn enumeration_of(self, table: &str, column: &Column) -> Option<(String, String)> {
        let values = types::enum_values(self.dialect, &column.sql_type)?;
        let name = format!("{table}_{}", column.name);
        let statement = enumeration(&name, &values);
        Some((name, statement))
    }

    /// A primary key.
    pub fn primary_key(self, table: &str, key: &Key) -> String {
        let named = named(key.name.as_deref(), &derived(local(table), &[], "pkey"));
        let options = key_options(key);
        format!("schema.add_primary_key({}, {}){options}{named}.already_exists();", text(table), names(&key.columns))
    }

    /// A unique constraint.
    pub fn unique(self, table: &str, key: &Key) -> String {
        let named = named(key.name.as_deref(), &derived(local(table), &key.columns, "key"));
        let options = key_options(key);
        format!("schema.add_unique({}, {}){options}{named}.already_exists();", text(table), names(&key.columns))
    }

    /// A foreign key.
    pub fn foreign_key(self, table: &str, key: &ForeignKey) -> String {
        let deferrable = key.deferrable.as_ref().map_or("", |_| ".deferrable()");
        let not_valid = if key.is_valid { "" } else { ".not_valid()" };
        let named = named(key.name.as_deref(), &derived(local(table), &key.columns, "fkey"));
        format!(
            "schema.add_foreign_key({}, {}).references({}, {}){}{}{deferrable}{not_valid}{named}.already_exists();",
            text(table),
            names(&key.columns),
            text(&key.table),
            names(&key.referenced),
            action("on_delete", &key.on_delete),
            action("on_update", &key.on_update),
        )
    }

    /// A check, the one at this place of its table.
    pub fn check(self, table: &str, check: &Check, place: usize) -> String {
        let not_valid = if check.is_valid { "" } else { ".not_valid()" };
        let name = check_name(local(table), check, place);
        format!(
            "schema.add_check({}, {}, {}){not_valid}.already_exists();",
            text(table),
            text(&name),
            text(&check.expression)
        )
    }

    /// A view, and its indexes.
    pub fn view(self, view: &View) -> Written {
        let word = if view.is_materialized { "create_materialized_view" } else { "create_view" };
        let statement = format!("schema.{word}({}, {}).already_exists();", text(&view.name), text(&view.query));
        let mut written = Written { statements: vec![statement], ..Written::default() };
        for index in &view.indexes {
            match self.index(&view.name, &[], index) {
                Ok(statement) => written.statements.push(statement),
                Err(why) => written.left_out.push(why),
            }
        }
        written
    }

    /// A function.
    pub fn function(self, function: &Function) -> String {
        format!("schema.create_function({}, {}).already_exists();", text(&function.name), text(&function.definition))
    }

    /// A trigger.
    pub fn trigger(self, trigger: &Trigger) -> String {
        format!(
            "schema.create_trigger({}, {}, {}).already_exists();",
            text(&trigger.name),
            text(&trigger.table),
            text(&trigger.definition)
        )
    }

    /// A sequence.
    pub fn sequence(self, sequence: &Sequence) -> String {
        format!("schema.create_sequence({}).already_exists();", text(&sequence.name))
    }

    /// An enumeration.
    pub fn enumeration(self, one: &Enumeration) -> String {
        enumeration(&one.name, &one.values)
    }

    /// What is nothing but a name: `create_schema`, `create_extension`.
    pub fn named(self, word: &str, name: &str) -> String {
        format!("schema.{word}({}).already_exists();", text(name))
    }
}

fn enumeration(name: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    format!("schema.create_enum({}, [{}]).already_exists();", text(name), values.join(", "))
}

fn action(method: &str, action: &str) -> String {
    let word = match action {
        "CASCADE" => "Cascade",
        "RESTRICT" => "Restrict",
        "SET NULL" => "SetNull",
        "SET DEFAULT" => "SetDefault",
        _ => return String::new(),
    };
    format!(".{method}({word})")
}

fn key_options(key: &Key) -> String {
    let mut options = String::new();
    if key.deferrable.is_some() {
        options.push_str(".deferrable()");
    }
    if !key.include.is_empty() {
        options.push_str(&format!(".include({})", names(&key.include)));
    }
    options
}

/// The name of a check that may have none.
fn check_name(table: &str, check: &Check, place: usize) -> String {
    let number = if place == 0 { String::new() } else { place.to_string() };
    check.name.clone().unwrap_or_else(|| format!("{table}_check{number}"))
}

/// The name of something without its schema.
fn local(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, local)| local)
}

/// The name that the language derives, unless that is too long to be known here.
fn derived(table: &str, columns: &[String], suffix: &str) -> String {
    let mut parts = vec![table];
    parts.extend(columns.iter().map(String::as_str));
    parts.push(suffix);
    let name = parts.join("_");
    if name.len() <= LONGEST { name } else { String::new() }
}

fn named(own: Option<&str>, derived: &str) -> String {
    match own {
        Some(own) if own != derived => format!(".named({})", text(own)),
        _ => String::new(),
    }
}

/// A name, or an array of names.
fn names(names: &[String]) -> String {
    match names {
        [one] => text(one),
        many => format!("[{}]", many.iter().map(|name| text(name)).collect::<Vec<_>>().join(", ")),
    }
}

/// A string literal of Rust.
pub fn text(text: &str) -> String {
    if !text.contains(['"', '\\', '\n', '\r']) {
        return format!("\"{text}\"");
    }
    // A carriage return cannot stand in a raw one.
    if text.contains('\r') {
        return format!("{text:?}");
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
