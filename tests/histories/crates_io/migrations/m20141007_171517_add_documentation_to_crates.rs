//! Where it is explained.

use migrate::prelude::*;

pub struct AddDocumentationToCrates;

#[migration]
impl Migration for AddDocumentationToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("documentation").nullable());
    }
}
