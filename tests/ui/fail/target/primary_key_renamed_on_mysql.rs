use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct RenameKey;
#[migration(version = 20260102_000000)]
impl Migration for RenameKey {
    fn up(schema: &mut Schema) {
        schema.rename_constraint("users", "users_pkey", "users_key");
    }
}

migrate::migrations![CreateUsers, RenameKey];

fn main() {}
