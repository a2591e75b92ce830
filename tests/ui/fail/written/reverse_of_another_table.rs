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
        schema
            .rename_table("users", "people")
            .reverse_written_as(sql_for().postgres("ALTER TABLE users RENAME TO people"));
    }
}

migrate::migrations![Setup, Change];

fn main() {}
