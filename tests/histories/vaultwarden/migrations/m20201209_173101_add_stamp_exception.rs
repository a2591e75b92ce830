//! While a key is rotated some routes accept the stamp before.

use migrate::prelude::*;

pub struct AddStampException;

#[migration]
impl Migration for AddStampException {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("stamp_exception").nullable());
    }
}
