use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
        schema.create_index("users", "nick");
    }
}

struct RenameIndex;
#[migration(version = 20260102_000000)]
impl Migration for RenameIndex {
    fn up(schema: &mut Schema) {
        schema.rename_index("users", "nick_idx", "by_nick");
    }
}

migrate::migrations![CreateUsers, RenameIndex];

fn main() {}
