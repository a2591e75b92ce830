//! Versions change when they are yanked.

use migrate::prelude::*;

pub struct AddUpdatedAtToVersions;

#[migration]
impl Migration for AddUpdatedAtToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", timestamp("updated_at").default(now()));
    }
}
