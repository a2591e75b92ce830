use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([string("code").primary_key()]);
    }
}

struct Retire;
#[migration(version = 20260102_000000)]
impl Migration for Retire {
    fn up(schema: &mut Schema) {
        schema.retire_column("users", "code");
    }
}

migrate::migrations![CreateUsers, Retire];

fn main() {}
