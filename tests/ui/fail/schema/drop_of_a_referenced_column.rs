use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name"), string("code").unique()]);
        schema.create_table("users").columns([id(), string("team").references("teams", "code")]);
    }
}

struct DropCode;
#[migration(version = 20260102_000000)]
impl Migration for DropCode {
    fn up(schema: &mut Schema) {
        schema.drop_column("teams", "code").accept_data_loss("unused").restore_with("");
    }
}

migrate::migrations![CreateUsersAndTeams, DropCode];

fn main() {}
