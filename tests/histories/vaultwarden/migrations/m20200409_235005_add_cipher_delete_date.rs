//! What is deleted is in the bin first.

use migrate::prelude::*;

pub struct AddCipherDeleteDate;

#[migration]
impl Migration for AddCipherDeleteDate {
    fn up(schema: &mut Schema) {
        schema.add_column("ciphers", datetime("deleted_at").nullable());
    }
}
