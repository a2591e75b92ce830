use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct FillNick;
#[migration(version = 20260102_000000)]
impl Migration for FillNick {
    fn up(schema: &mut Schema) {
        schema.update("users").set("nick", "nobody");
    }
}

migrate::migrations![CreateUsers, FillNick];

fn main() {}
