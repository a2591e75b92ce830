//! That each lint is complete: a page with its parts, a case, and an entry in the registry.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use migrate_core::lint::{Lint, REGISTRY};

const FOLDER: &str = "migrate-core/src/lint";

/// The files of the folder that are no lints.
const OTHER: [&str; 2] = ["name", "newborn"];

/// The parts of a page, in order.
const PARTS: [&str; 4] = ["What it detects", "Why it is dangerous", "Instead", "When it is safe to allow"];

#[test]
fn each_file_is_in_the_registry() {
    let names: BTreeSet<String> = REGISTRY.iter().map(|lint| lint.name.to_owned()).collect();
    let files = fs::read_dir(FOLDER).expect("the folder is there").map(|entry| entry.expect("it is there").path());
    let stems = files.map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned());
    let stems: BTreeSet<String> = stems.filter(|stem| !OTHER.contains(&stem.as_str())).collect();
    assert_eq!(stems, names);
}

#[test]
fn each_lint_has_a_page() {
    let faults: Vec<String> = REGISTRY.iter().flat_map(|lint| faults_of_page(lint)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn faults_of_page(lint: &Lint) -> Vec<String> {
    let file = format!("{FOLDER}/{}.rs", lint.name);
    let text = fs::read_to_string(&file).expect("a lint has a file of its name");
    let page: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let page = page.join("\n");
    let mut sections = page.split("\n# ");
    let mut faults = Vec::new();
    let first = sections.next().unwrap_or_default().trim();
    if !first.ends_with('.') || first.contains(['\n', '…']) {
        faults.push(format!("{file} does not begin with one sentence"));
    }
    let sections: Vec<(&str, &str)> = sections.filter_map(|section| section.split_once('\n')).collect();
    if sections.iter().map(|(title, _)| *title).ne(PARTS) {
        faults.push(format!("{file} has other parts than {PARTS:?}"));
    }
    for (title, text) in sections {
        if text.trim().len() < 40 || text.trim() == "…" {
            faults.push(format!("{file} says too little under `{title}`"));
        }
    }
    if !text.contains(&format!("pub static {}: Lint", lint.name.to_uppercase())) {
        faults.push(format!("{file} declares a lint of another name"));
    }
    if lint.safe_if.is_empty() || lint.safe_if.contains('…') {
        faults.push(format!("{file} does not say when it is safe to allow the lint"));
    }
    faults
}

#[test]
fn each_lint_has_a_case_that_it_fails() {
    for lint in REGISTRY {
        let case = Path::new("tests/ui/fail/lint").join(lint.name);
        // One that needs other settings has a folder.
        let case = if case.is_dir() { case.join("main") } else { case };
        assert!(case.with_extension("rs").is_file(), "{} has no case", lint.name);
        let message = fs::read_to_string(case.with_extension("stderr")).expect("a case has a message");
        assert!(message.contains(&format!("lint: {} ({})", lint.name, lint.level)), "{message}");
    }
}
