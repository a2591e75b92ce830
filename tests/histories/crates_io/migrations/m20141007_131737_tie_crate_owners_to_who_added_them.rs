//! Somebody made them an owner.

use migrate::prelude::*;

pub struct TieCrateOwnersToWhoAddedThem;

#[migration]
impl Migration for TieCrateOwnersToWhoAddedThem {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crate_owners", ["created_by"])
            .references("users", ["id"])
            .named("fk_crate_owners_created_by");
    }
}
