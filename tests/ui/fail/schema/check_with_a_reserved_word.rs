use migrate::prelude::*;

struct CreateGrants;
#[migration(version = 20260101_000000)]
impl Migration for CreateGrants {
    fn up(schema: &mut Schema) {
        schema.create_table("grants").columns([id(), string("right")]).check("named", "right <> ''");
    }
}

migrate::migrations![CreateGrants];

fn main() {}
