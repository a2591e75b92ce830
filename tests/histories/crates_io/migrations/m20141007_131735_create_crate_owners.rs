//! A crate may have several owners.

use migrate::prelude::*;

pub struct CreateCrateOwners;

#[migration]
impl Migration for CreateCrateOwners {
    fn up(schema: &mut Schema) {
        schema.create_table("crate_owners").columns([
            integer("id").primary_key().auto_increment(),
            integer("crate_id"),
            integer("user_id"),
            timestamp("created_at"),
            integer("created_by").nullable(),
        ]);
    }
}
