use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct RenameTeams;
#[migration(version = 20260102_000000)]
impl Migration for RenameTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id()]);
        schema.rename_table("teams", "users");
    }
}

migrate::migrations![CreateUsers, RenameTeams];

fn main() {}
