use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct DropDefault;
#[migration(version = 20260102_000000)]
impl Migration for DropDefault {
    fn up(schema: &mut Schema) {
        schema.drop_default("users", "email");
    }
}

migrate::migrations![CreateUsers, DropDefault];

fn main() {}
