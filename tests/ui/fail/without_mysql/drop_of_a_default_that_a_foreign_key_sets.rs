use migrate::prelude::*;

struct CreateUsersAndTeams;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsersAndTeams {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id()]);
        schema.create_table("users").columns([id(), big_integer("team").default(1).references("teams", "id").on_delete(SetDefault)]);
    }
}

struct DropDefault;
#[migration(version = 20260102_000000)]
impl Migration for DropDefault {
    fn up(schema: &mut Schema) {
        schema.drop_default("users", "team");
    }
}

migrate::migrations![CreateUsersAndTeams, DropDefault];

fn main() {}
