//! `new-lint`: the file of a lint with its page, its declaration, its UI case and its entry in the registry.

use std::fs;
use std::path::Path;

const REGISTRY: &str = "migrate-core/src/lint.rs";
const NAMES: &str = "migrate-core/src/lint/name.rs";

/// Writes what a lint consists of.
///
/// # Errors
/// The name is not one of those to come, or a file cannot be read or written.
pub fn write(root: &Path, name: &str) -> Result<(), String> {
    let text = |path: &str| fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"));
    let files = files(name, &text(REGISTRY)?, &text(NAMES)?)?;
    for (path, text) in files {
        let file = root.join(&path);
        file.parent().map_or(Ok(()), fs::create_dir_all).map_err(|error| format!("{path}: {error}"))?;
        fs::write(file, text).map_err(|error| format!("{path}: {error}"))?;
        println!("wrote {path}");
    }
    println!("next: write the page, the check and its tests, then `TRYBUILD=overwrite cargo test --test ui`");
    Ok(())
}

/// Every file that changes, with its new text.
fn files(name: &str, registry: &str, names: &str) -> Result<Vec<(String, String)>, String> {
    let (level, names) = take_planned(names, name)?;
    let upper = name.to_uppercase();
    let registry = insert_line(registry, "pub mod ", &format!("pub mod {name};"))?;
    let registry = insert_line(&registry, "    &", &format!("    &{name}::{upper},"))?;
    Ok(vec![
        (format!("migrate-core/src/lint/{name}.rs"), page(name, &upper, &level)),
        (REGISTRY.to_owned(), registry),
        (NAMES.to_owned(), names),
        (format!("tests/ui/fail/lint/{name}.rs"), case(name, &level)),
    ])
}

/// The level of a lint that has a name and no check yet, and the table without it.
fn take_planned(names: &str, name: &str) -> Result<(String, String), String> {
    let begin = format!("    (\"{name}\", Level::");
    let line = names.lines().find(|line| line.starts_with(&begin)).ok_or_else(|| {
        format!("`{name}` is not a lint to come\nhelp: add it to the table in `{NAMES}` first, with its level")
    })?;
    let level = line[begin.len()..].trim_end_matches("),").to_owned();
    Ok((level, names.replacen(&format!("{line}\n"), "", 1)))
}

/// Inserts a line into the first block of lines that begin alike and are sorted.
fn insert_line(text: &str, begin: &str, new: &str) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().collect();
    let is_alike = |line: &&str| line.starts_with(begin);
    let first = lines.iter().position(is_alike).ok_or(format!("{REGISTRY} has no `{begin}` line"))?;
    let later = lines[first..].iter().take_while(|line| line.trim_start().starts_with(['p', 'm', '&']));
    let smaller = later.take_while(|line| !is_alike(line) || **line < new).count();
    let (before, after) = lines.split_at(first + smaller);
    let lines: Vec<&str> = before.iter().chain([&new]).chain(after).copied().collect();
    Ok(lines.join("\n") + "\n")
}

fn page(name: &str, upper: &str, level: &str) -> String {
    format!(
        "\
//! … in one sentence.
//!
//! # What it detects
//!
//! …
//!
//! # Why it is dangerous
//!
//! …
//!
//! # Instead
//!
//! …
//!
//! # When it is safe to allow
//!
//! …

use super::{{Check, Cx, Level, Lint}};
use crate::refusal::Refusal;

/// … in one sentence.
pub static {upper}: Lint = Lint {{
    name: \"{name}\",
    level: Level::{level},
    safe_if: \"…\",
    check: Check::Deployment(check),
}};

fn check(cx: &Cx<'_>) -> Option<Refusal> {{
    let _ = cx.operation;
    None
}}

#[cfg(test)]
mod tests {{
    use crate::lint::tests::{{check, check_quiet}};
    use crate::sample::*;

    #[test]
    fn what_is_dangerous() {{
        check(&[drop_table(\"posts\")], \"{name}\", \"…\");
    }}

    #[test]
    fn what_is_not() {{
        check_quiet(&[create_table(table(\"events\", vec![id()]))]);
    }}
}}
"
    )
}

/// The UI case; one of a warning turns warnings into errors, or it would not fail.
fn case(name: &str, level: &str) -> String {
    let denied = if level == "Deny" { "" } else { "#![deny(deprecated)]\n" };
    let raised = if level == "Allow" { format!("        #[warn({name})]\n") } else { String::new() };
    format!(
        "\
{denied}use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {{
    fn up(schema: &mut Schema) {{
        schema.create_table(\"users\").columns([id(), string(\"nick\").nullable()]);
    }}
}}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {{
    fn up(schema: &mut Schema) {{
{raised}        schema.add_column(\"users\", string(\"handle\").nullable());
    }}
}}

migrate::migrations![CreateUsers, Change];

fn main() {{}}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "pub mod drop_column;\nmod newborn;\npub mod rename_table;\n\npub static REGISTRY: &[&Lint] = &[\n    \
                         &drop_column::DROP_COLUMN,\n    &rename_table::RENAME_TABLE,\n];\n";
    const TABLE: &str =
        "&[\n    // Correctness.\n    (\"wide_index\", Level::Warn),\n    (\"zero_date\", Level::Deny),\n];\n";

    #[test]
    fn a_lint_is_entered_in_order_and_is_no_longer_to_come() {
        let files = files("wide_index", LINES, TABLE).unwrap();
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["migrate-core/src/lint/wide_index.rs", REGISTRY, NAMES, "tests/ui/fail/lint/wide_index.rs"]);
        assert!(files[0].1.contains("pub static WIDE_INDEX: Lint") && files[0].1.contains("level: Level::Warn"));
        assert!(files[1].1.contains("pub mod rename_table;\npub mod wide_index;\n\npub static"), "{}", files[1].1);
        assert!(files[1].1.contains("RENAME_TABLE,\n    &wide_index::WIDE_INDEX,\n];"), "{}", files[1].1);
        assert!(!files[2].1.contains("wide_index") && files[2].1.contains("zero_date"));
        assert!(files[3].1.starts_with("#![deny(deprecated)]\n"));
    }

    #[test]
    fn a_lint_in_the_middle() {
        let table = TABLE.replace("wide_index", "json_type");
        let files = files("json_type", LINES, &table).unwrap();
        assert!(files[1].1.contains("mod newborn;\npub mod json_type;\npub mod rename_table;"), "{}", files[1].1);
        assert!(files[1].1.contains("DROP_COLUMN,\n    &json_type::JSON_TYPE,\n"), "{}", files[1].1);
    }

    #[test]
    fn a_name_that_is_not_to_come_is_refused() {
        assert!(files("wide_indx", LINES, TABLE).unwrap_err().contains("is not a lint to come"));
    }
}
