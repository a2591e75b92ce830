//! `cargo xtask`: what is done by a program and not by hand in this workspace.
#![forbid(unsafe_code)]

mod docs;
mod new_lint;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask new-lint <name>\n       cargo xtask docs";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["new-lint", name] => new_lint::write(&root(), name),
        ["docs"] => docs::write(&root()),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new(".")).to_path_buf()
}
