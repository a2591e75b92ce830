use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name"), string("code").unique()]);
        schema.create_table("users").columns([id(), reference("team_id", "teams")]);
    }
}

struct DropTeam;
#[migration(version = 20260102_000000)]
impl Migration for DropTeam {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "team_id").accept_data_loss("unused").restore_with(0);
    }
}

migrate::migrations![CreateUsersAndTeams, DropTeam];

fn main() {}
