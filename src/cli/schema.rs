//! `schema`: what the history comes to, as SQL, as JSON, or as a diagram.

use std::fmt::Write as _;

use migrate_core::dialect::Dialect;
use migrate_core::schema::{Column, ForeignKey, Schema, Table};
use serde_json::json;

use super::exit::Exit;
use super::message::Failure;
use super::output::Answer;
use super::session::Session;
use super::sql::dialect;
use crate::client_script::terminated;

/// Shows what the history comes to.
pub fn show(session: &Session<'_>, named: Option<Dialect>, is_diagram: bool) -> Result<Answer, Failure> {
    let schema = Schema::read(session.migrations.schema).ok_or_else(|| {
        let text = "this program does not hold the schema of its history\n\
                    help: build it with the feature `cli` of `migrate`";
        Failure::refused("no_schema", text.to_owned())
    })?;
    let text = if is_diagram {
        diagram(&schema)
    } else if session.arguments.json {
        String::new()
    } else {
        let dialect = dialect(session, named)?;
        let statements = schema.sql(dialect).ok_or_else(|| {
            let text =
                format!("the schema cannot be created in one go on {dialect}\nhelp: write the history with `sql`");
            Failure::refused("no_schema", text)
        })?;
        statements.iter().map(|sql| terminated(sql, dialect)).collect::<Vec<_>>().join("\n")
    };
    let mut json = json!(schema);
    if is_diagram {
        json = json!({ "mermaid": text });
    }
    json["exit_code"] = json!(Exit::Done as u8);
    Ok(Answer { json, text: Box::new(|_| text), exit: Exit::Done })
}

/// An entity relationship diagram in the language of Mermaid.
fn diagram(schema: &Schema) -> String {
    let mut text = "erDiagram\n".to_owned();
    for table in &schema.tables {
        let _infallible = writeln!(text, "    {} {{", quoted(&table.name));
        for column in &table.columns {
            let _infallible = writeln!(text, "        {}", attribute(table, column));
        }
        text.push_str("    }\n");
    }
    for table in &schema.tables {
        for key in &table.foreign_keys {
            let (one, many) = cardinality(table, key);
            let (left, right) = (quoted(&key.table), quoted(&table.name));
            let _infallible = writeln!(text, "    {left} {one}--{many} {right} : {}", quoted(&key.columns.join(", ")));
        }
    }
    text
}

/// How many rows there are at both ends of a foreign key.
fn cardinality(table: &Table, key: &ForeignKey) -> (&'static str, &'static str) {
    let is_optional = table.columns.iter().any(|column| column.nullable && key.columns.contains(&column.name));
    let is_single =
        table.primary_key == key.columns || table.uniques.iter().any(|unique| unique.columns == key.columns);
    (if is_optional { "|o" } else { "||" }, if is_single { "o|" } else { "o{" })
}

fn attribute(table: &Table, column: &Column) -> String {
    let is_alone_in = |columns: &[String]| columns == [column.name.clone()];
    let mut marks = Vec::new();
    if table.primary_key.contains(&column.name) {
        marks.push("PK");
    }
    if table.foreign_keys.iter().any(|key| key.columns.contains(&column.name)) {
        marks.push("FK");
    }
    if table.uniques.iter().any(|key| is_alone_in(&key.columns)) {
        marks.push("UK");
    }
    let marks = if marks.is_empty() { String::new() } else { format!(" {}", marks.join(", ")) };
    let nullable = if column.nullable { " \"nullable\"" } else { "" };
    format!("{} {}{marks}{nullable}", word(&column.column_type), word(&column.name))
}

/// What may stand where Mermaid wants one word: `decimal(10, 2)` is `decimal(10-2)`.
fn word(text: &str) -> String {
    let text = text.replace(", ", "-");
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '(' | ')' | '[' | ']');
    text.chars().map(|c| if is_fine(c) { c } else { '_' }).collect()
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
