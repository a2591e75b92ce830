//! The greatest version is shown everywhere.

use migrate::prelude::*;

pub struct AddMaxVersion;

#[migration]
impl Migration for AddMaxVersion {
    fn up(schema: &mut Schema) {
        schema.add_column("packages", text("max_version").nullable());
    }
}
