//! The layout of the workspace: who may import whom, and how each file opens.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `migrate-core` from the bottom up, and what each may import from the crate besides itself.
const LAYERS: &[(&str, &[&str])] = &[
    ("location", &[]),
    ("reference_action", &[]),
    ("dialect", &[]),
    ("schema", &["dialect"]),
    ("refusal", &["location"]),
    ("migration", &["dialect"]),
    ("catalog", &["dialect", "location", "reference_action"]),
    ("operation", &["catalog", "location"]),
    ("expression", &["catalog", "dialect", "location", "operation", "refusal"]),
    ("apply", &["catalog", "dialect", "expression", "location", "operation", "refusal", "condition"]),
    ("condition", &["catalog", "dialect", "expression", "location", "operation", "refusal"]),
    ("difference", &["catalog", "dialect", "expression"]),
    (
        "inverse",
        &["apply", "catalog", "condition", "dialect", "expression", "location", "migration", "operation", "refusal"],
    ),
    ("lint", &["apply", "catalog", "location", "operation", "refusal"]),
    ("capability", &["catalog", "condition", "dialect", "expression", "location", "operation", "refusal"]),
    (
        "lower",
        &[
            "apply",
            "capability",
            "catalog",
            "condition",
            "dialect",
            "expression",
            "location",
            "migration",
            "operation",
            "refusal",
            "render",
        ],
    ),
    (
        "render",
        &[
            "capability",
            "catalog",
            "condition",
            "dialect",
            "expression",
            "location",
            "lower",
            "migration",
            "operation",
            "refusal",
        ],
    ),
];

/// The crates that one module alone may name.
const CRATES: &[(&str, &[&str])] = &[
    ("sqlparser", &["expression"]),
    ("sea_query", &["render"]),
    ("syn", &["source"]),
    ("proc_macro2", &["source"]),
    ("sqlx", &[]),
];

#[test]
fn each_layer_of_the_core_imports_only_what_is_below_it() {
    let mut faults = Vec::new();
    for (path, text) in sources("migrate-core/src").into_iter().filter(|(path, _)| !is_test(path)) {
        let module = module_of(&path);
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == module) else { continue };
        for imported in imports(&text) {
            if imported != module && imported != "sample" && !allowed.contains(&imported.as_str()) {
                faults.push(format!("{} imports crate::{imported}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_library_is_named_in_one_place() {
    let mut faults = Vec::new();
    for (path, text) in sources("migrate-core/src").into_iter().filter(|(path, _)| !is_test(path)) {
        let module = module_of(&path);
        for (krate, allowed) in CRATES {
            let is_named = text.lines().any(|line| !is_comment(line) && line.contains(&format!("{krate}::")));
            if is_named && !allowed.contains(&module.as_str()) {
                faults.push(format!("{} names {krate}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_file_says_what_lives_in_it() {
    let faults: Vec<String> = every_source()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| format!("{} does not begin with a `//!` sentence", path.display()))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let empty = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "mod"];
    let faults: Vec<String> = every_source()
        .filter(|(path, _)| empty.contains(&path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_test_is_ignored_or_expects_a_panic() {
    let marks = [concat!("#[", "ignore"), concat!("#[", "should_panic")];
    let faults: Vec<String> = every_source()
        .filter(|(_, text)| marks.iter().any(|mark| text.contains(mark)))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn every_source() -> impl Iterator<Item = (PathBuf, String)> {
    [
        "migrate-core/src",
        "migrate-macros/src",
        "cargo-migrate/src",
        "cargo-migrate/tests",
        "src",
        "tests",
        "benches",
        "examples",
        "xtask/src",
    ]
    .into_iter()
    .flat_map(sources)
    .filter(|(path, _)| !path.starts_with("tests/ui"))
}

/// Whether a file holds nothing but tests: it may use what the code beside it may not.
fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.iter().any(|part| part == "tests")
}

/// Every Rust file below a folder of the workspace, by its path from the root.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut open) = (Vec::new(), vec![root.join(folder)]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("the entry is there").path();
            if path.is_dir() {
                // What a package outside the workspace is built in.
                if !path.ends_with("target") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("the file is text");
                found.push((path.strip_prefix(root).expect("it is below the root").to_path_buf(), text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} holds no Rust file");
    found
}

/// The module of the crate that a file of `migrate-core/src` belongs to.
fn module_of(path: &Path) -> String {
    let part = path.iter().nth(2).expect("it is below src").to_string_lossy();
    part.strip_suffix(".rs").unwrap_or(&part).to_owned()
}

/// What the lines outside comments import from the crate: `crate::catalog::Name` is `catalog`.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let code = code.lines().filter(|line| !is_comment(line));
    code.flat_map(|line| line.split("crate::").skip(1).map(str::to_owned).collect::<Vec<_>>())
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>())
        .filter(|module| !module.is_empty())
        .collect()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}
