//! Teams at GitHub.

use migrate::prelude::*;

pub struct CreateTeams;

#[migration]
impl Migration for CreateTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([
            integer("id").primary_key().auto_increment(),
            text("login").unique(),
            integer("github_id").unique(),
            text("name").nullable(),
            text("avatar").nullable(),
        ]);
    }
}
