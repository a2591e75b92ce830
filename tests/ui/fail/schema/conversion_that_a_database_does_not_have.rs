use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), json("data")]).check("known", "CAST(data AS text) <> '{}'");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
