//! Some crates may be larger than others.

use migrate::prelude::*;

pub struct AddMaxUploadSize;

#[migration]
impl Migration for AddMaxUploadSize {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", integer("max_upload_size").nullable());
    }
}
