//! An owner is somebody.

use migrate::prelude::*;

pub struct TieCrateOwnersToUsers;

#[migration]
impl Migration for TieCrateOwnersToUsers {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crate_owners", ["user_id"])
            .references("users", ["id"])
            .named("fk_crate_owners_user_id");
    }
}
