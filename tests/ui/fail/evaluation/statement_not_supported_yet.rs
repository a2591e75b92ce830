use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_view("active_users", "SELECT 1");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
