//! A readme may have any name.

use migrate::prelude::*;

pub struct AddReadmeFileToCrates;

#[migration]
impl Migration for AddReadmeFileToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("readme_file").nullable());
    }
}
