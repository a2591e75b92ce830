//! Authors are named in the crate; some of them are known here.

use migrate::prelude::*;

pub struct CreateVersionAuthors;

#[migration]
impl Migration for CreateVersionAuthors {
    fn up(schema: &mut Schema) {
        schema.create_table("version_authors").columns([
            integer("id").primary_key().auto_increment(),
            integer("version_id"),
            integer("user_id").nullable(),
            text("name"),
        ]);
    }
}
