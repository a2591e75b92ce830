use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_table("bookings").columns([integer("room_id"), custom("during", "tstzrange")]);
        schema.add_exclusion("bookings", [("during", "&&")]).using("gist").named("no_overlap");
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_exclusion("bookings", "no_overlaps");
    }
}

migrate::migrations![First, Change];

fn main() {}
