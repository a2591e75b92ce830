use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), varchar("nick", 10)]);
        schema.create_index("users", column("nick").prefix(10));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
