use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([integer("twice").generated("age * 2").stored(), integer("age")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.set_default("users", "age", sql("1 + 1"));
    }
}

migrate::migrations![First, Change];

fn main() {}
