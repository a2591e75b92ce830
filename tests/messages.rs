//! The form of every message under `tests/ui/fail`.

use std::fs;
use std::path::{Path, PathBuf};

/// What rustc says better than this project could.
const OF_RUSTC: &[&str] = &["history/mod_line_without_its_file/main", "history/private_type/main"];

/// The list has no token of its own to underline where it names nothing, so rustc adds whose call it is.
const WITHOUT_A_TOKEN: &[&str] = &[
    "history/file_under_cfg/main",
    "history/file_without_a_migration/main",
    "history/file_without_its_mod_line/main",
    "released/migration_deleted/main",
];

/// A macro of the author's has two places, and rustc shows both.
const IN_A_MACRO: &[&str] = &["evaluation/migration_made_by_a_macro"];

/// How a line of help begins.
const VERBS: &[&str] = &[
    "add",
    "begin",
    "choose",
    "declare",
    "delete",
    "did you mean",
    "drop",
    "give",
    "leave",
    "make",
    "name",
    "quote",
    "refer",
    "rename",
    "restore",
    "set",
    "shorten",
    "write",
];

/// The longest first line.
const WIDTH: usize = 120;

#[test]
fn each_case_is_short_and_has_its_message() {
    let mut faults = Vec::new();
    let sources = files("rs");
    for source in &sources {
        let lines = fs::read_to_string(source).expect("a case is text").lines().count();
        if lines > 25 {
            faults.push(format!("{} has {lines} lines", source.display()));
        }
        let is_part = source.iter().any(|part| part == "migrations") || source.ends_with("migrations.rs");
        if !is_part && !source.with_extension("stderr").is_file() {
            faults.push(format!("{} has no message", source.display()));
        }
    }
    for message in files("stderr") {
        if !message.with_extension("rs").is_file() {
            faults.push(format!("{} belongs to no case", message.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_mistake_gives_one_error() {
    check(|case, text| {
        let is_first = |line: &&str| line.starts_with("error") || line.starts_with("warning");
        let first: Vec<&str> = text.lines().filter(is_first).collect();
        let mut faults = Vec::new();
        if first.len() != 1 {
            faults.push(format!("says {} things: {first:?}", first.len()));
        }
        if !OF_RUSTC.contains(&case) && first.iter().any(|line| !line.starts_with("error: ")) {
            faults.push(format!("leaves it to rustc: {first:?}"));
        }
        if text.contains("this error originates") && ![OF_RUSTC, WITHOUT_A_TOKEN, IN_A_MACRO].concat().contains(&case) {
            faults.push("does not underline a token".to_owned());
        }
        faults
    });
}

#[test]
fn each_message_underlines_one_line_or_less() {
    check(|case, text| {
        let (message, _) = text.split_once(LEVEL_OF_RUSTC).unwrap_or((text, ""));
        // The source and the message may hold the sign too.
        let is_underline = |line: &&str| line.trim_start().starts_with('|') && line.contains('^');
        let underlined = message.lines().filter(is_underline).count();
        let is_one = underlined == 1 || OF_RUSTC.contains(&case);
        if is_one { Vec::new() } else { vec![format!("underlines {underlined} lines")] }
    });
}

#[test]
fn each_message_has_an_error_then_notes_then_help_then_its_lint() {
    check_ours(|lines| {
        let rank = |line: &Line<'_>| match line {
            Line::Error(_) => 0,
            Line::Note(_) => 1,
            Line::Help(_) => 2,
            Line::Lint(_) => 3,
            Line::Other(_) => 4,
        };
        let mut faults = Vec::new();
        if !lines.is_sorted_by_key(rank) || rank(&lines[0]) != 0 {
            faults.push("has its parts in another order".to_owned());
        }
        faults.extend(lines.iter().filter_map(|line| match line {
            Line::Other(line) => Some(format!("has a line that is no part of a message: {line}")),
            Line::Lint(text) if !is_lint(text) => Some(format!("does not name a lint and its level: {text}")),
            _ => None,
        }));
        if lines.iter().filter(|line| matches!(line, Line::Lint(_))).count() > 1 {
            faults.push("names two lints".to_owned());
        }
        faults
    });
}

#[test]
fn each_line_is_worded_as_a_message() {
    check_ours(|lines| {
        let mut faults = Vec::new();
        for line in lines {
            let (Line::Error(text) | Line::Note(text) | Line::Help(text) | Line::Other(text)) = line else { continue };
            let prose = prose(text);
            let is_question = matches!(line, Line::Help(_)) && text.starts_with("did you mean ");
            let mut fault = |what: &str| faults.push(format!("{what}: {text}"));
            if !begins_well(text) {
                fault("does not begin in lower case");
            }
            if text.ends_with(['.', ':', ';', ',']) || (text.ends_with('?') && !is_question) {
                fault("has punctuation at its end");
            }
            if ["please", "illegal", "!", "sorry", "oops"].iter().any(|word| prose.to_lowercase().contains(word)) {
                fault("does not speak plainly");
            }
            if prose.contains(['_', '(', '{', '[', '"']) {
                fault("has code outside backquotes");
            }
        }
        faults
    });
}

#[test]
fn each_first_line_fits_one_line_and_has_no_remedy() {
    check_ours(|lines| {
        let Some(Line::Error(text)) = lines.first() else { return Vec::new() };
        let mut faults = Vec::new();
        if text.chars().count() > WIDTH {
            faults.push(format!("has a first line of {} characters", text.chars().count()));
        }
        if text.contains("did you mean") || text.contains("instead") || text.contains("you must") {
            faults.push(format!("has a remedy in its first line: {text}"));
        }
        faults
    });
}

#[test]
fn each_help_begins_with_a_verb() {
    check_ours(|lines| {
        let helps = lines.iter().filter_map(|line| if let Line::Help(text) = line { Some(text) } else { None });
        let without = helps.filter(|text| !VERBS.iter().any(|verb| text.starts_with(&format!("{verb} "))));
        without.map(|text| format!("has help without a verb: {text}")).collect()
    });
}

/// One line of a message of this project.
enum Line<'a> {
    Error(&'a str),
    Note(&'a str),
    Help(&'a str),
    Lint(&'a str),
    Other(&'a str),
}

/// How rustc begins a message that is the note of something deprecated: a warning of a lint.
const WARNING: &str = "use of deprecated constant `_::";

/// What rustc says where a case turns warnings into errors, which is the only way for it to fail.
const LEVEL_OF_RUSTC: &str = "note: the lint level is defined here";

/// Whether a text is the name of a lint and its level: `rename_column (deny)`.
fn is_lint(text: &str) -> bool {
    let is_name = |name: &str| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    text.split_once(" (").is_some_and(|(name, level)| is_name(name) && ["warn)", "deny)"].contains(&level))
}

/// The lines of a message up to the place that it underlines.
fn lines(text: &str) -> Vec<Line<'_>> {
    let message = text.lines().take_while(|line| !line.trim_start().starts_with("-->"));
    message
        .map(|line| {
            let line = line.trim_start();
            let part = |prefix| line.strip_prefix(prefix);
            let without_name = |text| match str::strip_prefix(text, WARNING) {
                Some(rest) => rest.split_once("`: ").map_or(rest, |(_, text)| text),
                None => text,
            };
            part("error: ")
                .map(|text| Line::Error(without_name(text)))
                .or_else(|| part("note: ").map(Line::Note))
                .or_else(|| part("help: ").map(Line::Help))
                .or_else(|| part("lint: ").map(Line::Lint))
                .unwrap_or(Line::Other(line))
        })
        .collect()
}

/// A text without what is in backquotes.
fn prose(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

/// Whether a text begins in lower case, with code, or with the name of a database.
fn begins_well(text: &str) -> bool {
    let databases = ["PostgreSQL ", "PostgreSQL, ", "MySQL ", "MySQL, ", "MariaDB ", "SQLite "];
    text.starts_with(|first: char| first.is_lowercase() || first == '`')
        || databases.iter().any(|name| text.starts_with(name))
        || text.starts_with("a UUID ")
}

/// Checks every message of this project.
fn check_ours(find: impl Fn(&[Line<'_>]) -> Vec<String>) {
    check(|case, text| if OF_RUSTC.contains(&case) { Vec::new() } else { find(&lines(text)) });
}

/// Checks every message, given the name of its case and its text.
fn check(find: impl Fn(&str, &str) -> Vec<String>) {
    let mut faults = Vec::new();
    for path in files("stderr") {
        let case = path.strip_prefix(FOLDER).expect("it is below the folder").with_extension("");
        let case = case.to_str().expect("the name of a case is text");
        let text = fs::read_to_string(&path).expect("a message is text");
        faults.extend(find(case, &text).into_iter().map(|fault| format!("{case} {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

const FOLDER: &str = "tests/ui/fail";

/// The files of the failing cases with this extension.
fn files(extension: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![Path::new(FOLDER).to_path_buf()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the entry is there").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    assert!(found.len() >= 75, "{FOLDER} holds {} `.{extension}` files", found.len());
    found.sort();
    found
}
