//! The list of packages shows what is new.

use migrate::prelude::*;

pub struct AddCreatedAtToPackages;

#[migration]
impl Migration for AddCreatedAtToPackages {
    fn up(schema: &mut Schema) {
        schema.add_column("packages", timestamp("created_at").default(now()));
    }
}
