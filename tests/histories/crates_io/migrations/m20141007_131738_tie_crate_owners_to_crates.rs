//! Something is owned.

use migrate::prelude::*;

pub struct TieCrateOwnersToCrates;

#[migration]
impl Migration for TieCrateOwnersToCrates {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crate_owners", ["crate_id"])
            .references("crates", ["id"])
            .named("fk_crate_owners_crate_id");
    }
}
