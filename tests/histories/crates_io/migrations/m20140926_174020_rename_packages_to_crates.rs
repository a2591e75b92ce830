//! They are called crates now.

use migrate::prelude::*;

pub struct RenamePackagesToCrates;

#[migration]
impl Migration for RenamePackagesToCrates {
    fn up(schema: &mut Schema) {
        schema.rename_table("packages", "crates");
        schema.rename_column("versions", "package_id", "crate_id");
    }
}
