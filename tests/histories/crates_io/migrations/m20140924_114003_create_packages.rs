//! What is published.

use migrate::prelude::*;

pub struct CreatePackages;

#[migration]
impl Migration for CreatePackages {
    fn up(schema: &mut Schema) {
        schema.create_table("packages").columns([
            integer("id").primary_key().auto_increment(),
            text("name").unique(),
            integer("user_id"),
        ]);
    }
}
