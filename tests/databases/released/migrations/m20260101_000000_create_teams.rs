//! What is released.

use migrate::prelude::*;

pub struct CreateTeams;

#[migration]
impl Migration for CreateTeams {
    // A comment changes nothing.
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name")]);
    }
}
