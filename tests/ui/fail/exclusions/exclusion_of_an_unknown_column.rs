use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_table("bookings").columns([integer("room_id"), custom("during", "tstzrange")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.add_exclusion("bookings", [("room", "=")]);
    }
}

migrate::migrations![First, Change];

fn main() {}
