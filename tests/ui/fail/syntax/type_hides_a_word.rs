use migrate::prelude::*;

struct Cascade;

#[migration(version = 20260101_000000)]
impl Migration for Cascade {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}

migrate::migrations![Cascade];

fn main() {}
