use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
        schema.create_view("named", "SELECT id, nick FROM users ORDER BY nick NULLS LAST");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
