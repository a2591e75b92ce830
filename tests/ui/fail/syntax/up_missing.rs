use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn down(schema: &mut Schema) {
        schema.drop_table("users");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
