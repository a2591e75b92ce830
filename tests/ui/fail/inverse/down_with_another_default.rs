use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct DefaultNick;
#[migration(version = 20260102_000000)]
impl Migration for DefaultNick {
    fn up(schema: &mut Schema) {
        schema.set_default("users", "nick", "none");
    }
    fn down(schema: &mut Schema) {
        schema.set_default("users", "nick", "nobody");
    }
}

migrate::migrations![CreateUsers, DefaultNick];

fn main() {}
