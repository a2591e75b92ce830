use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct Adopt;
#[migration(version = 20260102_000000)]
impl Migration for Adopt {
    fn up(schema: &mut Schema) {
        schema.create_trigger("t", "users", "CREATE TRIGGER u AFTER INSERT ON users").already_exists();
    }
}

migrate::migrations![Setup, Adopt];

fn main() {}
