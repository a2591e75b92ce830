//! The catalogue of MySQL and MariaDB, by its information schema.

use std::collections::{BTreeMap, BTreeSet};

use super::super::line;
use super::text;
use crate::scratch::Scratch;

const OWN: &str = "table_schema = DATABASE() AND table_name <> 'migrate_history'";

pub async fn lines(scratch: &Scratch) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let tables = format!("SELECT table_name, table_type, table_comment FROM information_schema.tables WHERE {OWN}");
    let mut views = BTreeMap::new();
    for row in scratch.rows(&tables).await {
        let (name, comment) = (text(&row, 0), text(&row, 2));
        if text(&row, 1) == "SEQUENCE" {
            lines.insert(line::object("sequence", &name));
            continue;
        }
        if text(&row, 1) == "VIEW" {
            views.insert(name, Vec::new());
            continue;
        }
        lines.insert(line::table(&name));
        lines.extend((!comment.is_empty()).then(|| line::comment(&name, "", &comment)));
    }
    add_columns(&mut lines, &mut views, scratch).await;
    let triggers =
        "SELECT event_object_table, trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()";
    for row in scratch.rows(triggers).await {
        lines.insert(line::trigger(&text(&row, 0), &text(&row, 1)));
    }
    let functions = "SELECT routine_name FROM information_schema.routines WHERE routine_schema = DATABASE()";
    for row in scratch.rows(functions).await {
        lines.insert(line::object("function", &text(&row, 0)));
    }
    lines.extend(views.iter().map(|(name, columns)| line::view("view", name, columns)));
    let foreign_keys = add_foreign_keys(&mut lines, scratch).await;
    add_indexes(&mut lines, &foreign_keys, scratch).await;
    add_checks(&mut lines, scratch).await;
    lines
}

async fn add_columns(lines: &mut BTreeSet<String>, views: &mut BTreeMap<String, Vec<String>>, scratch: &Scratch) {
    let columns = format!(
        "SELECT table_name, column_name, column_type, is_nullable, column_default, extra, column_comment
         FROM information_schema.columns WHERE {OWN} ORDER BY table_name, ordinal_position"
    );
    for row in scratch.rows(&columns).await {
        let (table, name) = (text(&row, 0), text(&row, 1));
        if let Some(columns) = views.get_mut(&table) {
            columns.push(name);
            continue;
        }
        // MariaDB lists the columns of sequences, too.
        if !lines.contains(&line::table(&table)) {
            continue;
        }
        let nullable = text(&row, 3) == "YES";
        // MariaDB writes the default of a column that has none and may hold NULL as the word.
        let default = row[4].as_ref().filter(|default| !(*default == "NULL" && scratch.server.key() == "mariadb"));
        let sql_type = without_width(&text(&row, 2));
        lines.insert(line::column(&table, &name, &sql_type, nullable, default.is_some()));
        let extra = text(&row, 5).to_lowercase();
        if extra.contains("auto_increment") {
            lines.insert(line::auto_increment(&table, &name));
        }
        for storage in ["virtual", "stored"].iter().filter(|storage| extra.contains(**storage)) {
            lines.insert(line::computed(&table, &name, *storage == "stored"));
        }
        if extra.contains("on update") {
            lines.insert(line::touched(&table, &name));
        }
        let comment = text(&row, 6);
        lines.extend((!comment.is_empty()).then(|| line::comment(&table, &name, &comment)));
    }
}

/// `int(11)` is `int`: the number says how wide MariaDB would show it.
fn without_width(sql_type: &str) -> String {
    for name in ["smallint", "int", "bigint"] {
        if let Some((_, rest)) = sql_type.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')?.split_once(')')) {
            return format!("{name}{rest}");
        }
    }
    sql_type.to_owned()
}

/// Adds the foreign keys, and returns their names, each with its table.
async fn add_foreign_keys(lines: &mut BTreeSet<String>, scratch: &Scratch) -> BTreeSet<(String, String)> {
    let own = OWN.replace("table_schema", "k.table_schema").replace("table_name", "k.table_name");
    let keys = format!(
        "SELECT k.table_name, k.constraint_name, k.referenced_table_name, r.delete_rule, r.update_rule,
         k.column_name, k.referenced_column_name
         FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
         ON r.constraint_schema = k.table_schema AND r.table_name = k.table_name AND r.constraint_name = k.constraint_name
         WHERE {own} AND k.referenced_table_name IS NOT NULL ORDER BY 1, 2, k.ordinal_position"
    );
    let mut found: BTreeMap<(String, String), (Vec<String>, String, String)> = BTreeMap::new();
    for row in scratch.rows(&keys).await {
        let actions = format!("delete {}, update {}", action(&text(&row, 3)), action(&text(&row, 4)));
        let key = found.entry((text(&row, 0), text(&row, 1))).or_default();
        key.0.push(format!("{} to {}", text(&row, 5), text(&row, 6)));
        (key.1, key.2) = (text(&row, 2), actions);
    }
    for ((table, name), (pairs, referenced, actions)) in &found {
        lines.insert(line::foreign_key(table, name, referenced, pairs, actions, false, true));
    }
    found.into_keys().collect()
}

fn action(rule: &str) -> &'static str {
    match rule {
        "CASCADE" => "cascade",
        "SET NULL" => "set null",
        "SET DEFAULT" => "set default",
        _ => "none",
    }
}

async fn add_indexes(lines: &mut BTreeSet<String>, foreign_keys: &BTreeSet<(String, String)>, scratch: &Scratch) {
    // MariaDB has no index over an expression, and no column of this name.
    let expression = if scratch.server.key() == "mysql" { "expression" } else { "NULL" };
    let parts = format!(
        "SELECT table_name, index_name, non_unique, coalesce(column_name, CASE WHEN {expression} IS NOT NULL THEN 'expression' END),
         sub_part, collation FROM information_schema.statistics WHERE {OWN} ORDER BY 1, 2, seq_in_index"
    );
    let mut found: BTreeMap<(String, String), (bool, Vec<String>)> = BTreeMap::new();
    for row in scratch.rows(&parts).await {
        let prefix = row[4].as_ref().map(|length| format!("({length})")).unwrap_or_default();
        let descending = if text(&row, 5) == "D" { " desc" } else { "" };
        let index = found.entry((text(&row, 0), text(&row, 1))).or_default();
        index.0 = text(&row, 2) == "0";
        index.1.push(format!("{}{prefix}{descending}", text(&row, 3)));
    }
    for ((table, name), (is_unique, parts)) in found {
        // An index that the server made for a foreign key.
        if foreign_keys.contains(&(table.clone(), name.clone())) {
            continue;
        }
        lines.insert(match name.as_str() {
            "PRIMARY" => line::key("primary key", &table, "", &parts, false),
            _ => line::index(&table, &name, is_unique, &parts, &[], false, false),
        });
    }
}

async fn add_checks(lines: &mut BTreeSet<String>, scratch: &Scratch) {
    let checks = match scratch.server.key() {
        // MariaDB checks by itself that a JSON column holds JSON.
        "mariadb" => {
            "SELECT table_name, constraint_name FROM information_schema.check_constraints
                      WHERE constraint_schema = DATABASE() AND level = 'Table' AND table_name <> 'migrate_history'"
        }
        _ => {
            "SELECT table_name, constraint_name FROM information_schema.table_constraints
              WHERE table_schema = DATABASE() AND table_name <> 'migrate_history' AND constraint_type = 'CHECK'"
        }
    };
    for row in scratch.rows(checks).await {
        lines.insert(line::check(&text(&row, 0), &text(&row, 1), true));
    }
}
