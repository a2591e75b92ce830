//! What SQLite says of its schema.

use std::collections::BTreeSet;

use crate::testing::{Problem, Prover};

/// The columns of tables, as [`super::Column`] reads them.
pub const COLUMNS: &str = "
    SELECT '\"' || replace(t.name, '\"', '\"\"') || '\"', '\"' || replace(c.name, '\"', '\"\"') || '\"', c.type,
           CASE WHEN c.type LIKE '%char%(%' THEN CAST(substr(c.type, instr(c.type, '(') + 1) AS integer) END,
           c.\"notnull\" = 0, c.hidden <> 0 OR (c.pk = 1 AND t.sql LIKE '%AUTOINCREMENT%'), c.dflt_value IS NOT NULL,
           '\"' || replace(k.\"table\", '\"', '\"\"') || '\"', '\"' || replace(k.\"to\", '\"', '\"\"') || '\"',
           (SELECT group_concat('\"' || replace(o.\"to\", '\"', '\"\"') || '\"') FROM pragma_foreign_key_list(t.name) o WHERE o.id = k.id)
    FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c
    LEFT JOIN pragma_foreign_key_list(t.name) k ON k.\"from\" = c.name
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'migrate_history'
    ORDER BY t.name, c.cid";

/// The checks, with all that stands around them.
pub const CHECKS: &str = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%CHECK%'";

/// The queries whose rows are lines.
const QUERIES: [&str; 3] = [
    "SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' '
            || coalesce(c.dflt_value, '') || ' ' || c.pk || ' ' || c.hidden
     FROM sqlite_schema t, pragma_table_xinfo(t.name) c
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'migrate_history'",
    "SELECT 'index ' || t.name || ' ' || CASE i.origin WHEN 'c' THEN i.name ELSE i.origin END || ' ' || i.\"unique\" || ' '
            || (SELECT group_concat(coalesce(x.name, 'expr') || ' ' || x.\"desc\" || ' ' || x.coll)
                FROM pragma_index_xinfo(i.name) x WHERE x.key)
     FROM sqlite_schema t, pragma_index_list(t.name) i
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'migrate_history'",
    "SELECT 'reference ' || t.name || '.' || k.\"from\" || ' to ' || k.\"table\" || '.' || k.\"to\" || ' '
            || k.seq || ' ' || k.on_update || ' ' || k.on_delete
     FROM sqlite_schema t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'",
];

/// A line for each thing.
pub async fn lines(prover: &Prover<'_>) -> Result<BTreeSet<String>, Problem> {
    let mut lines = BTreeSet::new();
    for query in QUERIES {
        lines.extend(prover.query(query).await?.into_iter().filter_map(|row| row.into_iter().next().flatten()));
    }
    let others = "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL";
    let others = prover.query(others).await?.into_iter().flatten().flatten();
    lines.extend(others.map(|sql| tokens(&sql).join(" ")));
    let tables = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                  AND name <> 'migrate_history'";
    for row in prover.query(tables).await? {
        if let [Some(name), Some(sql)] = row.as_slice() {
            lines.extend(beyond_pragmas(sql).into_iter().map(|part| format!("{name}: {part}")));
        }
    }
    Ok(lines)
}

/// What a definition holds that no pragma tells: names of constraints, checks, collations, expressions.
fn beyond_pragmas(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let mut parts = Vec::new();
    let (mut depth, mut column) = (0, "");
    for (index, token) in tokens.iter().enumerate() {
        let after = |distance: usize| tokens.get(index + distance).map_or("", String::as_str);
        depth += i32::from(token == "(") - i32::from(token == ")");
        if depth == 1 && (token == "(" || token == ",") {
            column = after(1);
        }
        match token.to_ascii_uppercase().as_str() {
            "CONSTRAINT" if after(2).eq_ignore_ascii_case("CHECK") => {
                parts.push(format!("constraint {} CHECK {}", after(1), group(&tokens[index + 3..])));
            }
            // A reference of one column stands on the column, or behind all of them.
            "CONSTRAINT" if after(2).eq_ignore_ascii_case("FOREIGN") => {
                parts.push(format!("constraint {} REFERENCES", after(1)));
            }
            "CONSTRAINT" => parts.push(format!("constraint {} {}", after(1), after(2))),
            "CHECK" | "AS" => parts.push(format!("{token} {}", group(&tokens[index + 1..]))),
            "COLLATE" if depth == 1 => parts.push(format!("{column} collate {}", after(1))),
            "DEFERRABLE" | "WITHOUT" => parts.push(format!("{token} {} {}", after(1), after(2))),
            "AUTOINCREMENT" | "STRICT" => parts.push(token.clone()),
            _ => {}
        }
    }
    parts
}

/// The tokens from a parenthesis to the one that closes it.
fn group(tokens: &[String]) -> String {
    let mut depth = 0;
    let mut inside = Vec::new();
    for token in tokens {
        depth += i32::from(token == "(") - i32::from(token == ")");
        inside.push(token.as_str());
        if depth == 0 {
            break;
        }
    }
    inside.join(" ")
}

/// The words, literals and signs of SQL. Quotes around plain names are left out, as a rename adds them.
fn tokens(sql: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' | '`' => 1 + rest[1..].find(first).map_or(rest.len() - 1, |end| end + 1),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let token = &rest[..length];
        let name = token.trim_matches(['"', '`']);
        tokens.push(if first == '\'' || !name.chars().all(is_word) { token.to_owned() } else { name.to_owned() });
        rest = rest[length..].trim_start();
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pragmas_do_not_tell_is_read_from_the_definition() {
        let sql = "CREATE TABLE \"t\" (\"a\" integer CONSTRAINT \"positive\" CHECK (\"a\" > (0)), b text COLLATE nocase, \
                   CONSTRAINT t_a_key UNIQUE (a), CONSTRAINT \"t_c\" FOREIGN KEY (c) REFERENCES u (id), \
                   CHECK (b <> 'it''s (so)'))";
        assert_eq!(
            beyond_pragmas(sql),
            [
                "constraint positive CHECK ( a > ( 0 ) )",
                "CHECK ( a > ( 0 ) )",
                "b collate nocase",
                "constraint t_a_key UNIQUE",
                "constraint t_c REFERENCES",
                "CHECK ( b < > 'it' 's (so)' )"
            ]
        );
    }
}
