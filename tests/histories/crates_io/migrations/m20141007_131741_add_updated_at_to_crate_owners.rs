//! When somebody ceased to be an owner.

use migrate::prelude::*;

pub struct AddUpdatedAtToCrateOwners;

#[migration]
impl Migration for AddUpdatedAtToCrateOwners {
    fn up(schema: &mut Schema) {
        schema.add_column("crate_owners", timestamp("updated_at").default(now()));
        schema.drop_default("crate_owners", "updated_at");
    }
}
