//! The owners of a crate.

use migrate::prelude::*;

pub struct IndexCrateOwners;

#[migration]
impl Migration for IndexCrateOwners {
    fn up(schema: &mut Schema) {
        schema.create_index("crate_owners", ["crate_id"]).named("index_crate_owners_crate_id");
    }
}
