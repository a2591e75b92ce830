//! Former owners are remembered; so far there are none.

use migrate::prelude::*;

pub struct AddDeletedToCrateOwners;

#[migration]
impl Migration for AddDeletedToCrateOwners {
    fn up(schema: &mut Schema) {
        schema.add_column("crate_owners", boolean("deleted").default(false));
        schema.drop_default("crate_owners", "deleted");
    }
}
