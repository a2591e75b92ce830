//! The `mod` lines of a file, changed as an author would: each stays on its own line, in order.
//!
//! The text need not be Rust that compiles.

use super::is_migration_file;

/// How a history is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `migrations!()`: each migration has a file of its own.
    Files,
    /// `migrations![CreateTeams, …]`: all stand in this file.
    OneFile,
}

/// What a file lists, if it lists a history.
#[must_use]
pub fn form(text: &str) -> Option<Form> {
    let after = &text[call(text)?..];
    let arguments = after.split_once('!').map_or("", |(_, arguments)| arguments.trim_start());
    let inner = arguments.get(1..).unwrap_or_default().trim_start();
    Some(if inner.starts_with([')', ']', '}']) { Form::Files } else { Form::OneFile })
}

/// Where `migrations!` stands, outside of comments and with nothing but a path before it.
fn call(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.trim_start();
        let path = code.split_once("migrations!").map(|(path, _)| path);
        if path.is_some_and(|path| path.chars().all(|c| c == '_' || c == ':' || c.is_alphanumeric())) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The modules that a file declares, in order.
#[must_use]
pub fn modules(text: &str) -> Vec<&str> {
    text.lines().filter_map(module).collect()
}

/// The module that a line declares, if its file is another one.
fn module(line: &str) -> Option<&str> {
    let code = line.split("//").next().unwrap_or_default().trim().strip_suffix(';')?;
    let (before, name) = code.rsplit_once("mod ")?;
    let is_visibility = before.is_empty() || before.starts_with("pub") && before.ends_with(' ');
    let is_name = name.trim().chars().all(|c| c == '_' || c.is_alphanumeric());
    (is_visibility && is_name).then(|| name.trim())
}

/// Adds a `mod` line for a migration at its place among the others, or before the list.
#[must_use]
pub fn add(text: &str, name: &str) -> String {
    insert(text, &[format!("mod {name};")], name, is_migration_file)
}

/// Adds a `mod` line at its place among the others, or before the first item.
#[must_use]
pub fn declare(text: &str, line: &str, name: &str) -> String {
    insert(text, &[line.to_owned()], name, |_| true)
}

/// Gives modules other names, and each the place that it has under its name. Attributes and comments above a line go with
/// it.
#[must_use]
pub fn rename(text: &str, names: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in names {
        let lines: Vec<&str> = text.lines().collect();
        let Some(place) = lines.iter().position(|line| module(line) == Some(from)) else { continue };
        let begin = begin_of(&lines, place);
        let block: Vec<String> = lines[begin..=place].iter().map(|line| line.replace(from.as_str(), to)).collect();
        let (before, after) = (&lines[..begin], &lines[place + 1..]);
        let others = before.iter().chain(after);
        text = if others.clone().any(|line| module(line).is_some_and(is_migration_file)) {
            insert(&joined(&text, others.copied()), &block, to, is_migration_file)
        } else {
            joined(&text, before.iter().copied().chain(block.iter().map(String::as_str)).chain(after.iter().copied()))
        };
    }
    text
}

/// Inserts lines that declare a module before the first one of a greater name, or behind the last one.
fn insert(text: &str, block: &[String], name: &str, is_alike: impl Fn(&str) -> bool) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let alike = |line: &&str| !line.starts_with(char::is_whitespace) && module(line).is_some_and(&is_alike);
    let greater = lines.iter().position(|line| alike(line) && module(line) > Some(name));
    let last = lines.iter().rposition(alike);
    let (place, is_alone) = match (greater, last) {
        (Some(greater), _) => (begin_of(&lines, greater), false),
        (None, Some(last)) => (last + 1, false),
        (None, None) => (first_item(text, &lines), true),
    };
    let mut new: Vec<&str> = lines[..place].to_vec();
    new.extend(block.iter().map(String::as_str));
    if is_alone && lines.get(place).is_some_and(|next| !next.trim().is_empty()) {
        new.push("");
    }
    new.extend(&lines[place..]);
    joined(text, new.into_iter())
}

/// Where the first item begins, or the list, whichever comes first.
fn first_item(text: &str, lines: &[&str]) -> usize {
    let is_head =
        |line: &str| line.is_empty() || line.starts_with("#!") || line.starts_with("//") && !line.starts_with("///");
    let place = lines.iter().position(|line| !is_head(line.trim())).unwrap_or(lines.len());
    let list = call(text).map(|at| begin_of(lines, text[..at].lines().count()));
    list.map_or(place, |list| list.max(place))
}

/// Where the comments and attributes of a line begin.
fn begin_of(lines: &[&str], place: usize) -> usize {
    let belongs = |line: &&&str| {
        let line = line.trim_start();
        line.starts_with("#[") || line.starts_with("//") && !line.starts_with("//!")
    };
    place - lines[..place].iter().rev().take_while(belongs).count()
}

/// Lines as a text that ends them as another one does.
fn joined<'a>(like: &str, lines: impl Iterator<Item = &'a str>) -> String {
    let end = if like.contains("\r\n") { "\r\n" } else { "\n" };
    lines.flat_map(|line| [line, end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "//! History.\n\nmod m20260101_000000_a;\nmod m20260103_000000_c;\n\nmigrate::migrations!();\n";

    #[test]
    fn a_list_is_told_from_another_file() {
        assert_eq!(form(TWO), Some(Form::Files));
        assert_eq!(form("db::migrations! {}\n"), Some(Form::Files));
        assert_eq!(form("migrate::migrations![\n    CreateTeams,\n];\n"), Some(Form::OneFile));
        assert_eq!(form("//! `migrate::migrations!();`\nlet text = \"migrations!()\";\n"), None);
        assert_eq!(modules(TWO), ["m20260101_000000_a", "m20260103_000000_c"]);
        assert_eq!(modules("pub(crate) mod a; // b\n    mod c;\nmod d {\n// mod e;\nmodern f;\n"), ["a", "c"]);
    }

    #[test]
    fn a_line_is_added_in_order() {
        let middle = add(TWO, "m20260102_000000_b");
        assert_eq!(middle, TWO.replace("mod m20260103", "mod m20260102_000000_b;\nmod m20260103"));
        let last = add(TWO, "m20260104_000000_d");
        assert_eq!(last, TWO.replace("c;\n", "c;\nmod m20260104_000000_d;\n"));
        let empty = "//! History.\n\nmigrate::migrations!();\n";
        assert_eq!(add(empty, "m1_a"), "//! History.\n\nmod m1_a;\n\nmigrate::migrations!();\n");
        let named = "//! The history; `migrations!` lists it.\n\nmigrate::migrations!();\n";
        let expected = "//! The history; `migrations!` lists it.\n\nmod m1_a;\n\nmigrate::migrations!();\n";
        assert_eq!(add(named, "m1_a"), expected);
        assert_eq!(
            add("mod support;\nmigrate::migrations!();", "m1_a"),
            "mod support;\nmod m1_a;\n\nmigrate::migrations!();\n"
        );
        let windows = TWO.replace('\n', "\r\n");
        assert_eq!(add(&windows, "m20260102_000000_b"), middle.replace('\n', "\r\n"));
    }

    #[test]
    fn a_line_is_added_before_the_first_item() {
        let line = |text| declare(text, "pub mod migrations;", "migrations");
        assert_eq!(line(""), "pub mod migrations;\n");
        assert_eq!(
            line("//! A.\n#![warn(b)]\n\n/// C.\nfn d() {}\n"),
            "//! A.\n#![warn(b)]\n\npub mod migrations;\n\n/// C.\nfn d() {}\n"
        );
        assert_eq!(
            line("mod a;\n\n#[cfg(test)]\nmod tests;\n"),
            "mod a;\n\npub mod migrations;\n#[cfg(test)]\nmod tests;\n"
        );
        assert_eq!(
            line("use a::b;\n\nmod c;\n\nfn d() {}\n"),
            "use a::b;\n\nmod c;\npub mod migrations;\n\nfn d() {}\n"
        );
    }

    #[test]
    fn a_line_moves_with_its_name() {
        let text = TWO.replace("mod m20260101", "// The first.\nmod m20260101");
        let names = [("m20260101_000000_a".to_owned(), "m20260104_000000_a".to_owned())];
        let expected = "//! History.\n\nmod m20260103_000000_c;\n// The first.\nmod m20260104_000000_a;\n\nmigrate::migrations!();\n";
        assert_eq!(rename(&text, &names), expected);
        let both = [names[0].clone(), ("m20260103_000000_c".to_owned(), "m20260105_000000_c".to_owned())];
        assert_eq!(
            rename(&text, &both),
            expected
                .replace("mod m20260103_000000_c;\n", "")
                .replace("04_000000_a;\n", "04_000000_a;\nmod m20260105_000000_c;\n")
        );
    }
}
