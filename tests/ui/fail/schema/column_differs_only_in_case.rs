use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddNick;
#[migration(version = 20260102_000000)]
impl Migration for AddNick {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("Nick").nullable());
    }
}

migrate::migrations![CreateUsers, AddNick];

fn main() {}
