use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("name"), string("code").unique()]);
        schema.create_table("users").columns([id(), string("team").references("teams", "code")]);
    }
}

struct ChangeCode;
#[migration(version = 20260102_000000)]
impl Migration for ChangeCode {
    fn up(schema: &mut Schema) {
        schema.change_type("teams", text("code"));
    }
}

migrate::migrations![CreateUsersAndTeams, ChangeCode];

fn main() {}
