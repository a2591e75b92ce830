use migrate::prelude::*;

pub struct CreateTeams;

#[migration]
impl Migration for CreateTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name")]);
        schema.create_index("teams", ["name"]);
    }
}
