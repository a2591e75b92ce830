use migrate::prelude::*;

struct CreateEvents;
#[migration(version = 20260101_000000)]
#[forbid(rename_table)]
impl Migration for CreateEvents {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([id()]);
    }
}

migrate::migrations![CreateEvents];

fn main() {}
