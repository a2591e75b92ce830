use migrate::prelude::*;

struct CreateOffers;
#[migration(version = 20260101_000000)]
impl Migration for CreateOffers {
    fn up(schema: &mut Schema) {
        schema.create_table("offers").columns([id(), timestamp("ends").default("2050-01-01 00:00:00")]);
    }
}

migrate::migrations![CreateOffers];

fn main() {}
