use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.set_not_null("users", "nick").written_as("ALTER TABLE users ALTER nick SET NOT NULL");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
