//! What is not released yet.

use migrate::prelude::*;

pub struct AddMottoToTeams;

#[migration]
impl Migration for AddMottoToTeams {
    fn up(schema: &mut Schema) {
        schema.add_column("teams", string("motto").nullable());
    }
}
