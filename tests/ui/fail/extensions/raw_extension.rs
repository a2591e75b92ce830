use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.execute("CREATE EXTENSION IF NOT EXISTS citext").reverse("SELECT 1");
    }
}

migrate::migrations![First];

fn main() {}
