//! What a crate is.

use migrate::prelude::*;

pub struct AddDescriptionToCrates;

#[migration]
impl Migration for AddDescriptionToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("description").nullable());
    }
}
