//! The list of packages shows what changed.

use migrate::prelude::*;

pub struct AddUpdatedAtToPackages;

#[migration]
impl Migration for AddUpdatedAtToPackages {
    fn up(schema: &mut Schema) {
        schema.add_column("packages", timestamp("updated_at").default(now()));
    }
}
