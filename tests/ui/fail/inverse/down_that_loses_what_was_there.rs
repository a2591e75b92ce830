use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct RenameNick;
#[migration(version = 20260102_000000)]
impl Migration for RenameNick {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "nick", "handle");
    }
    fn down(schema: &mut Schema) {
        schema.rename_column("users", "handle", "nick");
        schema.drop_column("users", "email");
    }
}

migrate::migrations![CreateUsers, RenameNick];

fn main() {}
