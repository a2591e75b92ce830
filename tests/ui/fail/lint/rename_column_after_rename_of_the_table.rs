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
        #[allow(rename_table, reason = "not deployed yet")]
        schema.rename_table("users", "people");
        schema.rename_column("people", "nick", "handle");
    }
}

migrate::migrations![CreateUsers, RenameUsers];

fn main() {}
