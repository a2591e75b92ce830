//! The name of a collection in a directory.

use migrate::prelude::*;

pub struct AddCollectionExternalId;

#[migration]
impl Migration for AddCollectionExternalId {
    fn up(schema: &mut Schema) {
        schema.add_column("collections", text("external_id").nullable());
    }
}
