use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name"), string("code").unique()]);
        schema.create_table("users").columns([id(), reference("team_id", "teams").on_update(SetDefault)]);
    }
}

migrate::migrations![CreateUsersAndTeams];

fn main() {}
