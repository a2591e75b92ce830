//! A package is published again and again.

use migrate::prelude::*;

pub struct CreateVersions;

#[migration]
impl Migration for CreateVersions {
    fn up(schema: &mut Schema) {
        schema.create_table("versions").columns([
            integer("id").primary_key().auto_increment(),
            integer("package_id"),
            text("num"),
        ]);
    }
}
