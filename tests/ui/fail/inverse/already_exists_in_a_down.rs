use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}

struct DropUsers;
#[migration(version = 20260102_000000)]
impl Migration for DropUsers {
    fn up(schema: &mut Schema) {
        schema.drop_table("users");
    }

    fn down(schema: &mut Schema) {
        schema.create_table("users").columns([id()]).already_exists();
    }
}

migrate::migrations![Setup, DropUsers];

fn main() {}
