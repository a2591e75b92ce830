#![deny(deprecated)]
use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
    }
}

struct DropNick;
#[migration(version = 20260102_000000)]
impl Migration for DropNick {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "nick").accept_data_loss("never used");
    }
}

migrate::migrations![CreateUsers, DropNick];

fn main() {}
