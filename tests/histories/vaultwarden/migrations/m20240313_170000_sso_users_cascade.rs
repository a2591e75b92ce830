//! Who goes here is forgotten elsewhere.

use migrate::prelude::*;

pub struct SsoUsersCascade;

#[migration]
impl Migration for SsoUsersCascade {
    fn up(schema: &mut Schema) {
        schema.drop_foreign_key("sso_users", ["user_uuid"]);
        schema
            .add_foreign_key("sso_users", ["user_uuid"])
            .references("users", ["uuid"])
            .on_update(Cascade)
            .on_delete(Cascade);
    }
}
