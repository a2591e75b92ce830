//! An attachment may be larger than two gigabytes.

use migrate::prelude::*;

pub struct ChangeAttachmentSize;

#[migration]
impl Migration for ChangeAttachmentSize {
    fn up(schema: &mut Schema) {
        schema.change_type("attachments", big_integer("file_size"));
    }
}
