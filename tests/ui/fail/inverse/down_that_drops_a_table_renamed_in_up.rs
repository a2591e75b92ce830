use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}

struct RenameNick;
#[migration(version = 20260102_000000)]
impl Migration for RenameNick {
    fn up(schema: &mut Schema) {
        schema.rename_table("users", "people");
    }
    fn down(schema: &mut Schema) {
        schema.drop_table("people");
        schema.create_table("users").columns([id()]);
    }
}

migrate::migrations![CreateUsers, RenameNick];

fn main() {}
