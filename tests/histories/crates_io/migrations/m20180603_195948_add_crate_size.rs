//! How large a version is.

use migrate::prelude::*;

pub struct AddCrateSize;

#[migration]
impl Migration for AddCrateSize {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", integer("crate_size").nullable());
    }
}
