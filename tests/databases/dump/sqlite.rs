//! SQLite's catalogue, by its pragmas and the text of its schema.

use super::tables;
use crate::scratch::Scratch;

/// SQLite's pragmas, and the constraints and conditions that only the text of the schema tells.
pub async fn schema(scratch: &Scratch) -> Vec<String> {
    let mut lines = Vec::new();
    for table in tables(scratch).await {
        let literal = table.replace('\'', "''");
        let about = [
            format!("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('{literal}')"),
            format!(
                "SELECT CASE i.origin WHEN 'c' THEN i.name ELSE '' END, i.\"unique\", i.origin, i.partial,
                 (SELECT group_concat(concat, ', ') FROM
                   (SELECT coalesce(name, '?') || ' ' || \"desc\" || ' ' || coll AS concat
                    FROM pragma_index_xinfo(i.name) WHERE key)) FROM pragma_index_list('{literal}') AS i"
            ),
            format!(
                "SELECT \"table\", group_concat(\"from\" || ' to ' || \"to\", ', '), on_update, on_delete, match
                 FROM pragma_foreign_key_list('{literal}') GROUP BY id"
            ),
            format!("SELECT wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = '{literal}'"),
        ];
        for (sql, what) in about.iter().zip(["column", "index", "foreign key", "options"]) {
            let mut found: Vec<String> =
                scratch.rows(sql).await.into_iter().map(|row| format!("{table}: {what} {row:?}")).collect();
            found.sort();
            lines.extend(found);
        }
        let sql = format!("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{literal}'");
        let sql = scratch.value(&sql).await;
        let mut constraints: Vec<String> =
            named_constraints(&sql).into_iter().map(|words| format!("{table}: {}", words.join(" "))).collect();
        constraints.sort();
        lines.extend(constraints);
        let mut computed: Vec<String> = computed(&sql).iter().map(|part| format!("{table}: {part}")).collect();
        computed.sort();
        lines.extend(computed);
        if sql.contains("AUTOINCREMENT") {
            lines.push(format!("{table}: AUTOINCREMENT"));
        }
    }
    let others = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') ORDER BY 1, 2";
    lines.extend(scratch.rows(others).await.into_iter().map(|row| format!("{row:?}")));
    lines
}

/// What the generated columns in a `CREATE TABLE` are computed from.
fn computed(sql: &str) -> Vec<String> {
    let words = words(sql);
    let (mut found, mut column, mut depth) = (Vec::new(), 0, 0);
    for (index, word) in words.iter().enumerate() {
        depth += i32::from(word == "(") - i32::from(word == ")");
        match word.as_str() {
            "(" | "," if depth == 1 => column = index + 1,
            "GENERATED" if depth == 1 => {
                let storage = words[index..].iter().position(|word| word == "VIRTUAL" || word == "STORED");
                let end = index + storage.expect("a generated column says when it is computed");
                found.push(format!("{} {}", words[column], words[index..=end].join(" ")));
            }
            _ => {}
        }
    }
    found
}

/// The named constraints in a `CREATE TABLE`, each with its words, those that stand on a column as if they stood below all
/// columns.
pub fn named_constraints(sql: &str) -> Vec<Vec<String>> {
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
            found.push(constraint);
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
                    constraint.extend(["FOREIGN", "KEY", "(", &column, ")", "REFERENCES"].map(str::to_owned));
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
