//! What a database holds, in its own words: its catalogue and its rows, in an order that tells nothing of its history.

use std::collections::BTreeMap;

use crate::scratch::{Scratch, Server};

/// What a database holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dump {
    /// Its tables, keys, indexes and views, a line for each part.
    pub schema: Vec<String>,
    /// Its rows, a line for each, each with its values by name.
    pub rows: Vec<(String, BTreeMap<String, String>)>,
}

/// Reads everything but the table of applied migrations.
pub async fn dump(scratch: &Scratch) -> Dump {
    let mut schema = match scratch.server {
        #[cfg(feature = "postgres")]
        Server::Postgres => postgres(&scratch.url),
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => mysql(scratch).await,
        #[cfg(feature = "sqlite")]
        Server::Sqlite => sqlite(scratch).await,
    };
    schema.retain(|line| !line.is_empty());
    Dump { schema, rows: rows(scratch).await }
}

impl Dump {
    /// The same without the values of these columns, `table.column`, and the rows of these tables.
    pub fn without(&self, lost: &[&str]) -> Self {
        let mut kept = self.clone();
        kept.rows.retain(|(table, _)| !lost.contains(&table.as_str()));
        for (table, values) in &mut kept.rows {
            values.retain(|column, _| !lost.contains(&format!("{table}.{column}").as_str()));
        }
        kept.rows.sort();
        kept
    }

    /// Fails, and says which lines, where another dump differs.
    pub fn assert_same(&self, now: &Self, context: &str) {
        let rows = |dump: &Self| dump.rows.iter().map(|row| format!("{row:?}")).collect::<Vec<_>>();
        let differences = [difference(&self.schema, &now.schema), difference(&rows(self), &rows(now))].concat();
        assert!(differences.is_empty(), "{context}: something differs\n{}", differences.join("\n"));
    }
}

fn difference(before: &[String], now: &[String]) -> Vec<String> {
    let only = |these: &[String], those: &[String], sign| {
        let mut others = those.to_vec();
        let alone = these.iter().filter(|line| match others.iter().position(|other| other == *line) {
            Some(found) => {
                others.swap_remove(found);
                false
            }
            None => true,
        });
        alone.map(|line| format!("{sign} {line}")).collect::<Vec<_>>()
    };
    [only(before, now, "-"), only(now, before, "+")].concat()
}

/// The tables but that of applied migrations.
pub async fn tables(scratch: &Scratch) -> Vec<String> {
    let sql = match scratch.server {
        #[cfg(feature = "sqlite")]
        Server::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND name <> 'migrate_history' ORDER BY 1"
        }
        #[cfg(feature = "postgres")]
        Server::Postgres => {
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrate_history' ORDER BY 1"
        }
        #[cfg(feature = "mysql")]
        Server::MySql | Server::MariaDb => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
             AND table_type = 'BASE TABLE' AND table_name <> 'migrate_history' ORDER BY 1"
        }
    };
    scratch.rows(sql).await.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
}

async fn rows(scratch: &Scratch) -> Vec<(String, BTreeMap<String, String>)> {
    let mut all = Vec::new();
    for table in tables(scratch).await {
        let columns = columns(scratch, &table).await;
        let values: Vec<&str> = columns.iter().map(|(_, value)| value.as_str()).collect();
        for row in scratch.rows(&format!("SELECT {} FROM {}", values.join(", "), quoted(&table))).await {
            let values = row.into_iter().map(|value| value.unwrap_or_else(|| "NULL".to_owned()));
            all.push((table.clone(), columns.iter().map(|(name, _)| name.clone()).zip(values).collect()));
        }
    }
    all.sort();
    all
}

/// The columns of a table, each with the expression that shows a value of it.
async fn columns(scratch: &Scratch, table: &str) -> Vec<(String, String)> {
    let literal = table.replace('\'', "''");
    let sql = match scratch.server {
        #[cfg(feature = "sqlite")]
        Server::Sqlite => format!("SELECT name, 'text' FROM pragma_table_info('{literal}')"),
        #[cfg(any(feature = "postgres", feature = "mysql"))]
        _ => format!(
            "SELECT column_name, data_type FROM information_schema.columns
             WHERE table_schema IN (DATABASE(), 'public') AND table_name = '{literal}'"
        )
        .replace("DATABASE()", if scratch.server.key() == "postgres" { "'public'" } else { "DATABASE()" }),
    };
    let shown = |name: String, ty: &str| {
        let quoted = quoted(&name);
        let value = match scratch.server.key() {
            "sqlite" => format!("quote({quoted})"),
            "postgres" => format!("{quoted}::text"),
            _ if ty.contains("binary") || ty.contains("blob") => format!("hex({quoted})"),
            _ => format!("CAST({quoted} AS CHAR)"),
        };
        (name, value)
    };
    let found = scratch.rows(&sql).await;
    assert!(!found.is_empty(), "`{table}` has no columns");
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    found.iter().map(|row| shown(text(&row[0]), &text(&row[1]))).collect()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// `pg_dump`, without comments, settings and the order of columns.
#[cfg(feature = "postgres")]
fn postgres(url: &str) -> Vec<String> {
    let output = std::process::Command::new("pg_dump")
        .args(["--schema-only", "--no-owner", "--no-privileges", "--exclude-table=migrate_history", "--dbname", url])
        .output()
        .expect("`pg_dump` is installed");
    assert!(output.status.success(), "pg_dump: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    let skipped = |line: &str| {
        ["--", "SET ", "SELECT pg_catalog.", "\\restrict", "\\unrestrict"].iter().any(|start| line.starts_with(start))
    };
    let mut lines = Vec::new();
    let mut parts: Option<Vec<String>> = None;
    for line in text.lines().filter(|line| !skipped(line)) {
        match &mut parts {
            Some(inside) if line == ");" => {
                inside.sort();
                lines.append(inside);
                lines.push(line.to_owned());
                parts = None;
            }
            Some(inside) => inside.push(line.trim_end_matches(',').to_owned()),
            None => {
                lines.push(line.to_owned());
                if line.starts_with("CREATE TABLE") && line.ends_with('(') {
                    parts = Some(Vec::new());
                }
            }
        }
    }
    lines
}

/// `SHOW CREATE TABLE`, without the order of columns and keys, and without the next number.
#[cfg(feature = "mysql")]
async fn mysql(scratch: &Scratch) -> Vec<String> {
    let mut lines = Vec::new();
    let all = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
               AND table_name <> 'migrate_history' ORDER BY 1";
    for row in scratch.rows(all).await {
        let table = row[0].clone().unwrap_or_default();
        let shown = scratch.rows(&format!("SHOW CREATE TABLE {}", quoted(&table))).await;
        let text = shown[0][1].clone().unwrap_or_default();
        let mut parts: Vec<String> = text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
        if let Some(last) = parts.last_mut()
            && let Some(begin) = last.find(" AUTO_INCREMENT=")
        {
            let end = last[begin + 1..].find(' ').map_or(last.len(), |length| begin + 1 + length);
            last.replace_range(begin..end, "");
        }
        let inside = 1.min(parts.len())..parts.len().max(2) - 1;
        if let Some(inside) = parts.get_mut(inside) {
            inside.sort();
        }
        lines.extend(parts);
    }
    lines
}

/// SQLite's pragmas, and the constraints and conditions that only the text of the schema tells.
#[cfg(feature = "sqlite")]
async fn sqlite(scratch: &Scratch) -> Vec<String> {
    let mut lines = Vec::new();
    for table in tables(scratch).await {
        let literal = table.replace('\'', "''");
        let about = [
            format!("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('{literal}')"),
            format!(
                "SELECT CASE i.origin WHEN 'c' THEN i.name ELSE '' END, i.\"unique\", i.origin, i.partial,
                 (SELECT group_concat(concat, ', ') FROM
                   (SELECT coalesce(name, '?') || ' ' || \"desc\" || ' ' || coll || ' ' || key AS concat
                    FROM pragma_index_xinfo(i.name))) FROM pragma_index_list('{literal}') AS i"
            ),
            format!(
                "SELECT \"table\", group_concat(\"from\" || ' to ' || \"to\", ', '), on_update, on_delete, match
                 FROM pragma_foreign_key_list('{literal}') GROUP BY id"
            ),
        ];
        for (sql, what) in about.iter().zip(["column", "index", "foreign key"]) {
            let mut found: Vec<String> =
                scratch.rows(sql).await.into_iter().map(|row| format!("{table}: {what} {row:?}")).collect();
            found.sort();
            lines.extend(found);
        }
        let sql = format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{literal}'");
        let sql = scratch.value(&sql).await;
        let mut constraints: Vec<String> =
            constraints(&sql).into_iter().map(|constraint| format!("{table}: {constraint}")).collect();
        constraints.sort();
        lines.extend(constraints);
        if sql.contains("AUTOINCREMENT") {
            lines.push(format!("{table}: AUTOINCREMENT"));
        }
    }
    let others = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY 1, 2";
    lines.extend(scratch.rows(others).await.into_iter().map(|row| format!("{row:?}")));
    lines
}

/// The named constraints in a `CREATE TABLE`, those that stand on a column as if they stood below all columns.
#[cfg(feature = "sqlite")]
fn constraints(sql: &str) -> Vec<String> {
    let words = words(sql);
    let mut found = Vec::new();
    let mut column = String::new();
    let mut depth = 0;
    let mut current: Option<Vec<String>> = None;
    let mut previous = String::new();
    for word in words {
        let starts = depth == 1 && word.eq_ignore_ascii_case("CONSTRAINT");
        let ends = depth == 1 && (word == "," || word == ")") || starts;
        if ends && let Some(constraint) = current.take() {
            found.push(constraint.join(" "));
        }
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 1 && (previous == "(" || previous == ",") && !starts {
            column.clone_from(&word);
        }
        if starts {
            current = Some(Vec::new());
        } else if let Some(constraint) = &mut current {
            match word.to_ascii_uppercase().as_str() {
                "REFERENCES" if constraint.len() == 1 => {
                    constraint.push(format!("FOREIGN KEY ( {column} ) REFERENCES"));
                }
                "PRIMARY" if constraint.len() == 1 && depth == 1 => constraint.push(word.clone()),
                _ => constraint.push(word.clone()),
            }
        }
        if !(starts && previous == ",") {
            previous = word;
        }
    }
    found
}

/// Words, quoted texts and single characters.
#[cfg(feature = "sqlite")]
fn words(sql: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => {
                let mut end = 1;
                loop {
                    end += rest[end..].find(first).expect("a text ends") + 1;
                    if rest[end..].starts_with(first) {
                        end += 1;
                    } else {
                        break end;
                    }
                }
            }
            _ if first.is_alphanumeric() || first == '_' => {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let word = &rest[..length];
        // SQLite puts a name between quotes where it renames it.
        let bare = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'));
        let is_plain = |bare: &&str| bare.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        words.push(bare.filter(is_plain).unwrap_or(word).to_owned());
        rest = rest[length..].trim_start();
    }
    words
}
