use migrate::prelude::*;

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_sequence("numbers");
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_sequence("numbers").restart_with(-1);
    }
}

migrate::migrations![First, Change];

fn main() {}
