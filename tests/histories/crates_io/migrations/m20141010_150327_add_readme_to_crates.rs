//! What its authors say first.

use migrate::prelude::*;

pub struct AddReadmeToCrates;

#[migration]
impl Migration for AddReadmeToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("readme").nullable());
    }
}
