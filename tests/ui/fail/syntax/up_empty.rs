use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(_schema: &mut Schema) {}
}

migrate::migrations![CreateUsers];

fn main() {}
