use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([integer("code").primary_key()]);
        schema.create_table("users").columns([id(), integer("team").references("teams", "code")]);
    }
}

struct ChangeTeam;
#[migration(version = 20260102_000000)]
impl Migration for ChangeTeam {
    fn up(schema: &mut Schema) {
        schema.change_type("teams", varchar("code", 9)).reverse_using("code + 0").accept_data_loss("names");
        schema.change_type("users", varchar("team", 9)).reverse_using("team + 0").accept_data_loss("names");
    }
}

migrate::migrations![CreateUsersAndTeams, ChangeTeam];

fn main() {}
