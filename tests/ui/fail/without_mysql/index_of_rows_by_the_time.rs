use migrate::prelude::*;

struct CreateOffers;
#[migration(version = 20260101_000000)]
impl Migration for CreateOffers {
    fn up(schema: &mut Schema) {
        schema.create_table("offers").columns([id(), datetime("ends")]);
        schema.create_index("offers", ["ends"]).only_where("ends > CURRENT_TIMESTAMP");
    }
}

migrate::migrations![CreateOffers];

fn main() {}
