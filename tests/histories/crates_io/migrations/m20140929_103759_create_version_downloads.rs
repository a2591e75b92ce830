//! The downloads of each version and day, some of which are not yet added to the others.

use migrate::prelude::*;

pub struct CreateVersionDownloads;

#[migration]
impl Migration for CreateVersionDownloads {
    fn up(schema: &mut Schema) {
        schema.create_table("version_downloads").columns([
            integer("id").primary_key().auto_increment(),
            integer("version_id"),
            integer("downloads"),
            integer("counted"),
            timestamp("date"),
            boolean("processed"),
        ]);
    }
}
