//! Every word of the language has a passing case and a failing one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::dsl::Word;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A word as a case uses it: what it is a method of, if anything, and its name.
type Use = (Option<String>, String);

#[test]
fn each_word_has_a_passing_case() {
    let used: BTreeSet<Use> =
        files("pass").iter().flat_map(|path| uses(&read(path)).0).map(|found| found.word).collect();
    assert_none_is_missing(&used);
}

/// A failing case counts for the words on the line that its message underlines.
#[test]
fn each_word_has_a_failing_case() {
    let mut used = BTreeSet::new();
    for path in files("fail") {
        let Ok(message) = fs::read_to_string(path.with_extension("stderr")) else { continue };
        let Some(line) = underlined(&message) else { continue };
        used.extend(uses(&read(&path)).0.into_iter().filter(|found| found.line == line).map(|found| found.word));
    }
    assert_none_is_missing(&used);
}

fn assert_none_is_missing(used: &BTreeSet<Use>) {
    assert!(!used.is_empty(), "no case uses a word");
    let missing: Vec<String> = migrate_core::dsl::words()
        .into_iter()
        .filter(|Word { receiver, name }| !used.contains(&(receiver.map(str::to_owned), (*name).to_owned())))
        .map(|Word { receiver, name }| receiver.map_or(format!("{name}()"), |receiver| format!("{receiver}::{name}()")))
        .collect();
    assert!(missing.is_empty(), "no case for {}", missing.join(", "));
}

/// The line that a message underlines, where it is in the case itself.
fn underlined(message: &str) -> Option<usize> {
    let place = message.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).expect("a message has a place");
    place.split(':').nth(1)?.parse().ok()
}

/// The Rust files below a folder of `tests/ui`.
fn files(folder: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![Path::new("tests/ui").join(folder)]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("the entry is there").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no case");
    found
}

fn read(path: &Path) -> TokenStream {
    let text = fs::read_to_string(path).expect("a case is text");
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Found {
    word: Use,
    line: usize,
}

/// The words that a stream of tokens uses, and what its last chain of calls is, if that is a value of the language.
///
/// Types are read off names: `schema.create_table(…)` is a `CreateTable`, and what a function makes is an `Sql`, a
/// `Part` of an index or a `Column`.
fn uses(tokens: &TokenStream) -> (Vec<Found>, Option<String>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let (mut found, mut chain): (Vec<Found>, Option<String>) = (Vec::new(), None);
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                let is_method = index > 0 && is_dot(&tokens[index - 1]);
                let is_call = matches!(tokens.get(index + 1), Some(TokenTree::Group(group))
                    if group.delimiter() == Delimiter::Parenthesis);
                let (name, line) = (ident.to_string(), ident.span().start().line);
                chain = match (is_method, is_call) {
                    (true, true) => {
                        // Any statement has these.
                        let any = matches!(name.as_str(), "written_as" | "reverse_written_as");
                        let receiver = if any { Some("Statement".to_owned()) } else { chain.clone() };
                        found.push(Found { word: (receiver, name.clone()), line });
                        let is_statement = matches!(chain.as_deref(), Some("Schema" | "Data"));
                        if is_statement { Some(camel_case(&name)) } else { chain }
                    }
                    (false, true) => {
                        found.push(Found { word: (None, name.clone()), line });
                        let made = match name.as_str() {
                            "sql" | "sql_for" => "Sql",
                            "column" => "Part",
                            _ => "Column",
                        };
                        Some(made.to_owned())
                    }
                    _ => match name.as_str() {
                        "schema" | "database" | "s" => Some("Schema".to_owned()),
                        "data" | "d" => Some("Data".to_owned()),
                        _ => None,
                    },
                };
            }
            TokenTree::Group(group) => found.extend(uses(&group.stream()).0),
            TokenTree::Punct(punct) if punct.as_char() == '.' => {}
            TokenTree::Punct(_) | TokenTree::Literal(_) => chain = None,
        }
    }
    (found, chain)
}

fn is_dot(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '.')
}

/// `create_table` as `CreateTable`.
fn camel_case(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').map(capital).collect()
}
