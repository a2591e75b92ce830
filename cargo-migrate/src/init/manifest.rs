//! `Cargo.toml`: the program, and which program `cargo run` means.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::failure::Failure;
use crate::files::{read, replace};
use crate::program::NAME;
use crate::workspace::Package;

/// Keeps the documentation of the program out of the way of the library's, and `cargo run` what it was.
///
/// # Errors
/// The file cannot be read or written.
pub fn add_program(package: &Package) -> Result<Option<String>, Failure> {
    let file = &package.manifest_path;
    let mut manifest: DocumentMut =
        read(file)?.parse().map_err(|error| Failure::refused(format!("`{}`: {error}", file.display())))?;
    let mut said = Vec::new();
    let mut others = package.programs().filter(|program| program.name != NAME);
    if let (None, Some(only), None) = (&package.default_run, others.next(), others.next()) {
        manifest["package"]["default-run"] = value(&only.name);
        said.push(format!("`default-run = {:?}`", only.name));
    }
    if let Item::ArrayOfTables(programs) = manifest.entry("bin").or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
        && !programs.iter().any(|program| program.get("name").and_then(Item::as_str) == Some(NAME))
    {
        let mut program = Table::new();
        program["name"] = value(NAME);
        program["doc"] = value(false);
        programs.push(program);
        said.push(format!("the program `{NAME}`"));
    }
    if said.is_empty() {
        return Ok(None);
    }
    replace(file, &manifest.to_string())?;
    Ok(Some(format!("changed  Cargo.toml: {}", said.join(", "))))
}
