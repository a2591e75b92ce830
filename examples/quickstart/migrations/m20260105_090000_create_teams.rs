//! Teams come first: everybody belongs to one.

use migrate::prelude::*;

/// Teams, which people belong to.
pub struct CreateTeams;

#[migration]
impl Migration for CreateTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name").unique()]).comment("who works together");
    }
}
