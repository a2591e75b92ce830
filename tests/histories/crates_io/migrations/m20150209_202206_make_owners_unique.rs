//! Nobody owns a crate twice.

use migrate::prelude::*;

pub struct MakeOwnersUnique;

#[migration]
impl Migration for MakeOwnersUnique {
    fn up(schema: &mut Schema) {
        schema.add_unique("crate_owners", ["user_id", "crate_id"]).named("crate_owners_unique_user_per_crate");
    }
}
