//! Attachments are encrypted with a key of their own.

use migrate::prelude::*;

pub struct AddAttKeyColumns;

#[migration]
impl Migration for AddAttKeyColumns {
    fn up(schema: &mut Schema) {
        schema.add_column("attachments", text("key").nullable());
    }
}
