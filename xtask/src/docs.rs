//! `cargo xtask docs`: the pages that are written from the code.

use std::path::Path;

/// The pages, by their paths from the root.
fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("docs/databases.md", migrate_core::feature_table::page()),
        ("docs/types.md", migrate_core::type_table::page()),
    ]
}

/// Writes the pages.
///
/// # Errors
/// A file cannot be written.
pub fn write(root: &Path) -> Result<(), String> {
    for (path, text) in pages() {
        std::fs::write(root.join(path), text).map_err(|error| format!("{path} cannot be written: {error}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_says_what_the_code_says() {
        for (path, expected) in pages() {
            let written = std::fs::read_to_string(crate::root().join(path)).unwrap_or_default();
            assert!(written == expected, "{path} is not what the code says; run `cargo xtask docs`");
        }
    }
}
