use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.execute("CREATE SEQUENCE numbers").reverse("DROP SEQUENCE numbers");
    }
}

migrate::migrations![First];

fn main() {}
