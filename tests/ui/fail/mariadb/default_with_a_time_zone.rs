use migrate::prelude::*;

struct CreateOffers;
#[migration(version = 20260101_000000)]
impl Migration for CreateOffers {
    fn up(schema: &mut Schema) {
        schema.create_table("offers").columns([id(), timestamp("ends").default("2026-01-01T00:00:00Z")]);
    }
}

migrate::migrations![CreateOffers];

fn main() {}
