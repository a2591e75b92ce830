use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), string("code")]);
        schema.create_index("teams", "code").unique().named("codes");
        schema.create_table("users").columns([id(), string("team").references("teams", "code")]);
    }
}

struct DropCodes;
#[migration(version = 20260102_000000)]
impl Migration for DropCodes {
    fn up(schema: &mut Schema) {
        schema.drop_index("teams", "codes");
    }
}

migrate::migrations![CreateUsersAndTeams, DropCodes];

fn main() {}
