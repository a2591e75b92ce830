use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_table("bookings").columns([integer("room_id"), integer("floor")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.add_exclusion("bookings", [("room_id", "="), ("floor", "<>")]).using("gist");
    }
}

migrate::migrations![First, Change];

fn main() {}
