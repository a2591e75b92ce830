use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([id(), varchar("code", 20).unique()]);
        schema.create_table("users").columns([id(), varchar("team", 20).references("teams", "code")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.change_type("users", text("team"));
        schema.drop_foreign_key("users", ["team"]);
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
