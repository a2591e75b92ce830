use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
    }
}

struct RenameUsers;
#[migration(version = 20260102_000000)]
impl Migration for RenameUsers {
    fn up(schema: &mut Schema) {
        schema.rename_table("users", "people");
    }
}

migrate::migrations![CreateUsers, RenameUsers];

fn main() {}
