//! What is asked of another crate.

use migrate::prelude::*;

pub struct CreateDependencies;

#[migration]
impl Migration for CreateDependencies {
    fn up(schema: &mut Schema) {
        schema.create_table("dependencies").columns([
            integer("id").primary_key().auto_increment(),
            integer("version_id"),
            integer("crate_id"),
            text("req"),
            boolean("optional"),
            boolean("default_features"),
            text("features"),
        ]);
    }
}
