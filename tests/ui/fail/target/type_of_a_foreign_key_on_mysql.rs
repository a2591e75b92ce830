use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([varchar("code", 9).primary_key()]);
        schema.create_table("users").columns([id(), varchar("team", 9).references("teams", "code")]);
    }
}

struct ChangeTeam;
#[migration(version = 20260102_000000)]
impl Migration for ChangeTeam {
    fn up(schema: &mut Schema) {
        schema.change_type("users", string("team"));
    }
}

migrate::migrations![CreateUsersAndTeams, ChangeTeam];

fn main() {}
