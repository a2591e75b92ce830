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
        schema.create_table("tags").columns([integer("n")]).written_as("CREATE TABLE tags (n int NOT NULL, m int)");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
