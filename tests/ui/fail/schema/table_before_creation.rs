use migrate::prelude::*;

struct DropTeams;
#[migration(version = 20260101_000000)]
impl Migration for DropTeams {
    fn up(schema: &mut Schema) {
        schema.drop_table("teams").accept_data_loss("empty");
    }
}

struct CreateTeams;
#[migration(version = 20260102_000000)]
impl Migration for CreateTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id()]);
    }
}

migrate::migrations![DropTeams, CreateTeams];

fn main() {}
