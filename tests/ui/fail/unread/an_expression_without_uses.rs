use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").nullable()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.add_check("users", "old", "age ISNULL OR age > 17");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
