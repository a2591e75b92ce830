//! When a version was published.

use migrate::prelude::*;

pub struct AddCreatedAtToVersions;

#[migration]
impl Migration for AddCreatedAtToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", timestamp("created_at").default(now()));
    }
}
