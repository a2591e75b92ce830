use migrate::prelude::*;

struct Adopt;
#[migration(version = 20260101_000000)]
impl Migration for Adopt {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]).already_exists();
    }

    fn down(schema: &mut Schema) {
        schema.drop_table("users");
    }
}

migrate::migrations![Adopt];

fn main() {}
