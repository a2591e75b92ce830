use migrate::prelude::*;

struct CreateSeats;
#[migration(version = 20260101_000000)]
impl Migration for CreateSeats {
    fn up(schema: &mut Schema) {
        schema.create_table("seats").columns([integer("row"), integer("seat")]).primary_key(["row", "seat"]);
    }
}

struct AddSeat;
#[migration(version = 20260102_000000)]
impl Migration for AddSeat {
    fn up(schema: &mut Schema) {
        schema.create_table("tickets").columns([id(), reference("seat", "seats")]);
    }
}

migrate::migrations![CreateSeats, AddSeat];

fn main() {}
