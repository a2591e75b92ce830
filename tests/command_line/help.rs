//! The help: what a person reads first.

use crate::typed::Desk;

/// Every command, with its sentence.
const COMMANDS: [&str; 17] = [
    "status",
    "plan",
    "sql",
    "up",
    "down",
    "to",
    "redo",
    "resume",
    "repair",
    "check",
    "adopt",
    "baseline",
    "tombstone",
    "accept-change",
    "lock",
    "wait",
    "schema",
];

#[test]
fn each_command_has_one_plain_sentence_and_an_example() {
    let desk = Desk::new();
    let help = desk.migrates("--help");
    for command in COMMANDS {
        let line = help.lines().find(|line| line.starts_with(&format!("  {command} ")));
        let line = line.unwrap_or_else(|| panic!("{command} is not in\n{help}"));
        let sentence = line.trim_start_matches(|c: char| c != ' ' || c.is_whitespace()).trim();
        let sentence =
            if sentence.is_empty() { line.trim().split_once("  ").expect("a sentence").1.trim() } else { sentence };
        assert!(sentence.starts_with(char::is_uppercase) && !sentence.ends_with('.'), "{sentence}");
        let own = desk.migrates(&format!("{command} --help"));
        assert!(own.contains(&format!("\nExamples:\n  program {command}")), "{own}");
    }
    let listed = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    assert_eq!(listed.lines().count(), COMMANDS.len(), "{listed}");
}

#[test]
fn it_tells_the_exit_codes() {
    let help = Desk::new().migrates("--help");
    for code in [0, 1, 2, 3, 4, 5, 6, 130] {
        assert!(help.contains(&format!("\n{code:>5}  ")), "{code} is not in\n{help}");
    }
}

#[test]
fn the_page_about_the_command_line_tells_the_same() {
    let page = include_str!("../../docs/command-line.md");
    let help = Desk::new().migrates("--help");
    let codes = help.split("Exit codes:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    for line in codes.lines() {
        let (code, meaning) = line.trim().split_once("  ").expect("a code and its meaning");
        assert!(page.contains(&format!("| {code} | {meaning} |\n")), "{line}");
    }
    for command in COMMANDS {
        let row = page.lines().any(|line| line.starts_with(&format!("| `{command}")));
        assert!(row, "{command} is not in docs/command-line.md");
    }
}

#[test]
fn no_line_is_longer_than_a_terminal_of_usual_width() {
    let desk = Desk::new();
    for arguments in COMMANDS.map(|command| format!("{command} --help")).iter().chain([&"--help".to_owned()]) {
        for line in desk.migrates(arguments).lines() {
            assert!(line.chars().count() <= 120, "{arguments}: {line}");
        }
    }
}

#[test]
fn a_misspelt_command_is_answered_with_the_nearest() {
    let typed = Desk::new().migrate("statsu");
    assert!(typed.err.contains("'status'"), "{typed:?}");
}
