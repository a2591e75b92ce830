use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("first_name"), string("last_name")]);
        schema.create_view("names", "SELECT id, date_trunc('day', now()) AS today FROM users");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
