//! A team and a person may have the same number.

use migrate::prelude::*;

pub struct MakeOwnersUniqueByKind;

#[migration]
impl Migration for MakeOwnersUniqueByKind {
    fn up(schema: &mut Schema) {
        schema.drop_unique("crate_owners", "crate_owners_unique_user_per_crate");
        schema
            .add_unique("crate_owners", ["owner_id", "crate_id", "owner_kind"])
            .named("crate_owners_unique_owner_per_crate");
    }
}
