//! The text of a migration's file, laid out as rustfmt does.

use std::path::Path;

use migrate_core::authoring::rustfmt::formatted;
use migrate_core::migration::Kind;

/// What the file of a migration holds.
pub struct MigrationText<'a> {
    /// What the sources call this project's library.
    pub krate: &'a str,
    /// Its type.
    pub type_name: &'a str,
    /// What it changes.
    pub kind: Kind,
    /// What it does, in a sentence.
    pub documentation: &'a str,
    /// What stands in `up`: statements without their semicolons, and comments.
    pub body: &'a [String],
}

impl MigrationText<'_> {
    /// The text, laid out as the package in this folder wants it.
    pub fn write(&self, edition: &str, folder: &Path) -> String {
        formatted(self.plain(), edition, folder)
    }

    fn plain(&self) -> String {
        let Self { krate, type_name, kind, documentation, body } = self;
        let (implemented, parameter) = match kind {
            Kind::Data => ("DataMigration", "data: &mut Data"),
            Kind::Schema | Kind::Code => ("Migration", "schema: &mut Schema"),
        };
        let lines: String = body
            .iter()
            .map(|one| match one.starts_with("//") {
                true => format!("        {one}\n"),
                false => format!("        {one};\n"),
            })
            .collect();
        format!(
            "use {krate}::prelude::*;\n\n/// {documentation}\npub struct {type_name};\n\n#[migration]\n\
             impl {implemented} for {type_name} {{\n    fn up({parameter}) {{\n{lines}    }}\n}}\n"
        )
    }
}
