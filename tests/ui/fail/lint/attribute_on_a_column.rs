use migrate::prelude::*;

struct CreateEvents;
#[migration(version = 20260101_000000)]
impl Migration for CreateEvents {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([#[allow(short_integer_primary_key, reason = "few")] id()]);
    }
}

migrate::migrations![CreateEvents];

fn main() {}
