use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_sequence("numbers").restart_with(0);
    }
}

migrate::migrations![First];

fn main() {}
