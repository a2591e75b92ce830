use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct ShortenNick;
#[migration(version = 20260102_000000)]
impl Migration for ShortenNick {
    fn up(schema: &mut Schema) {
        schema.change_type("users", varchar("nick", 20));
    }
}

migrate::migrations![CreateUsers, ShortenNick];

fn main() {}
