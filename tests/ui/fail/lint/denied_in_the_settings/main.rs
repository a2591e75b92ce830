use migrate::prelude::*;

struct CreateEvents;
#[migration(version = 20260101_000000)]
impl Migration for CreateEvents {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([text("payload")]);
    }
}

migrate::migrations![CreateEvents];

fn main() {}
