use migrate::prelude::*;

struct CreateBookings;
#[migration(version = 20260101_000000)]
impl Migration for CreateBookings {
    fn up(schema: &mut Schema) {
        schema.create_table("bookings").columns([id(), integer("group")]).check("groups", "\"group\" > 0");
    }
}

migrate::migrations![CreateBookings];

fn main() {}
