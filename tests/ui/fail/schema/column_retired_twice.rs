use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct Retire;
#[migration(version = 20260102_000000)]
impl Migration for Retire {
    fn up(schema: &mut Schema) {
        schema.retire_column("users", "nick");
        schema.retire_column("users", "nick");
    }
}

migrate::migrations![CreateUsers, Retire];

fn main() {}
