use migrate::prelude::*;

struct CreateUsers<T = ()>(T);

#[migration(version = 20260101_000000)]
impl<T> Migration for CreateUsers<T> {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id()]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
