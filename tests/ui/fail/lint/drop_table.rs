#![deny(deprecated)]
use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
    }
}

struct DropUsers;
#[migration(version = 20260102_000000)]
impl Migration for DropUsers {
    fn up(schema: &mut Schema) {
        schema.drop_table("users").accept_data_loss("never used");
    }
}

migrate::migrations![CreateUsers, DropUsers];

fn main() {}
