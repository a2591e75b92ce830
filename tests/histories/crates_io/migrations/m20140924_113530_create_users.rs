//! Whoever publishes signs in through GitHub.

use migrate::prelude::*;

pub struct CreateUsers;

#[migration]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            integer("id").primary_key().auto_increment(),
            text("email").unique(),
            text("gh_access_token"),
            text("api_token"),
        ]);
    }
}
