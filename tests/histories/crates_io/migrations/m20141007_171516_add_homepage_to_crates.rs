//! Where it lives.

use migrate::prelude::*;

pub struct AddHomepageToCrates;

#[migration]
impl Migration for AddHomepageToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("homepage").nullable());
    }
}
