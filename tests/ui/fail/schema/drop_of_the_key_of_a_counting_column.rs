use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct DropKey;
#[migration(version = 20260102_000000)]
impl Migration for DropKey {
    fn up(schema: &mut Schema) {
        schema.drop_primary_key("users");
    }
}

migrate::migrations![CreateUsers, DropKey];

fn main() {}
