//! Each cipher may have a key of its own.

use migrate::prelude::*;

pub struct AddCipherKey;

#[migration]
impl Migration for AddCipherKey {
    fn up(schema: &mut Schema) {
        schema.add_column("ciphers", text("key").nullable());
    }
}
