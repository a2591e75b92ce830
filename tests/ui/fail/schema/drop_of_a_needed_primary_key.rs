use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([string("code").primary_key()]);
        schema.create_table("users").columns([id(), string("team").references("teams", "code")]);
    }
}

struct DropKey;
#[migration(version = 20260102_000000)]
impl Migration for DropKey {
    fn up(schema: &mut Schema) {
        schema.drop_primary_key("teams");
    }
}

migrate::migrations![CreateUsersAndTeams, DropKey];

fn main() {}
