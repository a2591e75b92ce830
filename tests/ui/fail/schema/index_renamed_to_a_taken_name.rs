use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
        schema.create_index("users", "nick");
        schema.create_index("users", "email");
    }
}

struct RenameIndex;
#[migration(version = 20260102_000000)]
impl Migration for RenameIndex {
    fn up(schema: &mut Schema) {
        schema.rename_index("users", "users_nick_idx", "users_email_idx");
    }
}

migrate::migrations![CreateUsers, RenameIndex];

fn main() {}
