//! SQLite's catalogue, by its pragmas and the text of its schema.

use std::collections::BTreeSet;

use super::super::line;
use super::{is_true, listed, text};
use crate::dump::{named_constraints, tables};
use crate::scratch::Scratch;

pub async fn lines(scratch: &Scratch) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for table in tables(scratch).await {
        lines.insert(line::table(&table));
        let literal = table.replace('\'', "''");
        let sql =
            scratch.value(&format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{literal}'")).await;
        if sql.contains("AUTOINCREMENT") {
            lines.insert(line::auto_increment(&table, ""));
        }
        let columns = format!(
            "SELECT name, lower(type), \"notnull\" = 0, dflt_value IS NOT NULL, pk, hidden FROM pragma_table_xinfo('{literal}')"
        );
        let mut key: Vec<(String, String)> = Vec::new();
        for row in scratch.rows(&columns).await {
            let name = text(&row, 0);
            lines.insert(line::column(&table, &name, &text(&row, 1), is_true(&row, 2), is_true(&row, 3)));
            if text(&row, 5) != "0" {
                lines.insert(line::computed(&table, &name, text(&row, 5) == "3"));
            }
            key.extend((text(&row, 4) != "0").then(|| (text(&row, 4), name)));
        }
        key.sort();
        if !key.is_empty() {
            let columns: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
            lines.insert(line::key("primary key", &table, "", &columns, false));
        }
        add_named_constraints(&mut lines, &table, &sql);
        add_indexes(&mut lines, &table, &literal, scratch).await;
    }
    for row in scratch.rows("SELECT tbl_name, name FROM sqlite_schema WHERE type = 'trigger'").await {
        lines.insert(line::trigger(&text(&row, 0), &text(&row, 1)));
    }
    let views = "SELECT v.name, group_concat(c.name, char(10)) FROM sqlite_schema AS v, pragma_table_info(v.name) AS c
                 WHERE v.type = 'view' GROUP BY v.name";
    for row in scratch.rows(views).await {
        lines.insert(line::view("view", &text(&row, 0), &listed(&row, 1)));
    }
    lines
}

/// The constraints, which only the text names.
fn add_named_constraints(lines: &mut BTreeSet<String>, table: &str, sql: &str) {
    for constraint in named_constraints(sql) {
        let constraint: Vec<String> = constraint.iter().map(|word| unquoted(word)).collect();
        let (name, kind) = (constraint[0].clone(), constraint[1].to_ascii_uppercase());
        let inside = |from: usize| {
            let end = constraint[from..].iter().position(|word| word == ")").expect("it ends") + from;
            constraint[from..end].iter().filter(|word| *word != ",").cloned().collect::<Vec<_>>()
        };
        match kind.as_str() {
            "PRIMARY" => continue,
            "CHECK" => lines.insert(line::check(table, &name, true)),
            "UNIQUE" => lines.insert(line::key("unique", table, &name, &inside(3), false)),
            "FOREIGN" => {
                let references = constraint.iter().position(|word| word == "REFERENCES").expect("it refers to a table");
                let columns = inside(4).into_iter().zip(inside(references + 3));
                let pairs: Vec<String> =
                    columns.map(|(column, referenced)| format!("{column} to {referenced}")).collect();
                let actions =
                    format!("delete {}, update {}", action(&constraint, "DELETE"), action(&constraint, "UPDATE"));
                let deferrable = constraint.iter().any(|word| word == "DEFERRABLE");
                let referenced = &constraint[references + 1];
                lines.insert(line::foreign_key(table, &name, referenced, &pairs, &actions, deferrable, true))
            }
            other => panic!("a constraint of kind {other} in {sql}"),
        };
    }
}

/// What a foreign key does `ON` one of the two.
fn action(constraint: &[String], on: &str) -> &'static str {
    let place = constraint.windows(2).position(|words| words == ["ON", on]);
    match place.map(|place| (constraint[place + 2].as_str(), constraint.get(place + 3).map(String::as_str))) {
        Some(("CASCADE", _)) => "cascade",
        Some(("RESTRICT", _)) => "restrict",
        Some(("SET", Some("NULL"))) => "set null",
        Some(("SET", Some("DEFAULT"))) => "set default",
        _ => "none",
    }
}

fn unquoted(word: &str) -> String {
    let inside = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'));
    inside.map_or_else(|| word.to_owned(), |inside| inside.replace("\"\"", "\""))
}

async fn add_indexes(lines: &mut BTreeSet<String>, table: &str, literal: &str, scratch: &Scratch) {
    let indexes = format!(
        "SELECT i.name, i.\"unique\", i.partial,
         (SELECT group_concat(part, char(10)) FROM
           (SELECT coalesce(name, 'expression') || CASE WHEN \"desc\" THEN ' desc' ELSE '' END AS part
            FROM pragma_index_xinfo(i.name) WHERE key ORDER BY seqno))
         FROM pragma_index_list('{literal}') AS i WHERE i.origin = 'c'"
    );
    for row in scratch.rows(&indexes).await {
        lines.insert(line::index(
            table,
            &text(&row, 0),
            is_true(&row, 1),
            &listed(&row, 3),
            &[],
            is_true(&row, 2),
            false,
        ));
    }
}
