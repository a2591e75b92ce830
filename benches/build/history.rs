//! The same history for each tool: half of the migrations create a table of five columns, half add a column and an
//! index, and a tenth have an explicit `down`.

use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

/// A tool that migrations can be written for.
pub trait Tool {
    /// Its name.
    fn name(&self) -> &'static str;
    /// The package that holds the history.
    fn package(&self) -> &'static str;
    /// The dependencies in `Cargo.toml`.
    fn dependencies(&self) -> String;
    /// The file of one migration.
    fn migration(&self, number: usize) -> String;
    /// The file that lists them.
    fn list(&self, size: usize) -> String;

    /// Writes a crate with a history of this size.
    fn write(&self, folder: &Path, size: usize) -> io::Result<()> {
        let migrations = folder.join("src/migrations");
        fs::create_dir_all(&migrations)?;
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}\n[workspace]\n",
            self.package(),
            self.dependencies()
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/lib.rs"), "//! A long history.\npub mod migrations;\n")?;
        fs::write(folder.join("src/migrations.rs"), self.list(size))?;
        for number in 0..size {
            let file = migrations.join(format!("{}.rs", stem(number)));
            fs::write(file, self.migration(number))?;
        }
        Ok(())
    }
}

/// `m20260101_000000_create_table_0`, one second apart.
pub fn stem(number: usize) -> String {
    let (day, second) = (number / 86_400 + 1, number % 86_400);
    let time = format!("{:02}{:02}{:02}", second / 3_600, second / 60 % 60, second % 60);
    format!("m202601{day:02}_{time}_{}", name(number))
}

fn name(number: usize) -> String {
    let table = number / 2;
    if number.is_multiple_of(2) { format!("create_table_{table}") } else { format!("extend_table_{table}") }
}

fn type_name(number: usize) -> String {
    let table = number / 2;
    if number.is_multiple_of(2) { format!("CreateTable{table}") } else { format!("ExtendTable{table}") }
}

/// This project.
pub struct Migrate;

impl Tool for Migrate {
    fn name(&self) -> &'static str {
        "migrate"
    }

    fn package(&self) -> &'static str {
        "history-of-migrate"
    }

    fn dependencies(&self) -> String {
        format!("migrate = {{ path = {:?} }}\n", env!("CARGO_MANIFEST_DIR"))
    }

    fn migration(&self, number: usize) -> String {
        let (table, type_name) = (number / 2, type_name(number));
        let up = if number.is_multiple_of(2) {
            format!(
                "schema.create_table(\"table_{table}\").columns([id(), string(\"name\"), integer(\"amount\").default(0), \
                 boolean(\"active\").default(true), timestamp_with_time_zone(\"created_at\").default(now())]);"
            )
        } else {
            format!(
                "schema.add_column(\"table_{table}\", string(\"label\").nullable());\n        \
                 schema.create_index(\"table_{table}\", [\"label\"]);"
            )
        };
        let down = match (number % 10, number % 2) {
            (0, _) => format!(
                "\n    fn down(schema: &mut Schema) {{\n        schema.drop_table(\"table_{table}\");\n    }}\n"
            ),
            _ => String::new(),
        };
        format!(
            "use migrate::prelude::*;\n\n/// A step of the history.\npub struct {type_name};\n\n#[migration]\n\
             impl Migration for {type_name} {{\n    fn up(schema: &mut Schema) {{\n        {up}\n    }}\n{down}}}\n"
        )
    }

    fn list(&self, size: usize) -> String {
        let mut list = String::from("//! The history.\n");
        for number in 0..size {
            let _ = writeln!(list, "mod {};", stem(number));
        }
        list + "\nmigrate::migrations!();\n"
    }
}
