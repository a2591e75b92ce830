use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name"), string("code").unique()]);
        schema.create_table("users").columns([id(), reference("team_id", "teams")]);
    }
}

struct DropTeams;
#[migration(version = 20260102_000000)]
impl Migration for DropTeams {
    fn up(schema: &mut Schema) {
        schema.drop_table("teams").accept_data_loss("unused");
    }
}

migrate::migrations![CreateUsersAndTeams, DropTeams];

fn main() {}
