//! The downloads of each day.

use migrate::prelude::*;

pub struct CreateCrateDownloads;

#[migration]
impl Migration for CreateCrateDownloads {
    fn up(schema: &mut Schema) {
        schema.create_table("crate_downloads").columns([
            integer("id").primary_key().auto_increment(),
            integer("crate_id"),
            integer("downloads"),
            timestamp("date"),
        ]);
    }
}
