use migrate::prelude::*;

struct CreateVisits;
#[migration(version = 20260101_000000)]
impl Migration for CreateVisits {
    fn up(schema: &mut Schema) {
        schema.create_table("visits").columns([id(), string("user")]).check("named", "user <> ''");
    }
}

migrate::migrations![CreateVisits];

fn main() {}
