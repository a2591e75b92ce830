#![deny(deprecated)]
use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl DataMigration for Change {
    fn up(data: &mut Data) {
        data.update("users").set("nick", null());
    }
    fn down(data: &mut Data) {
        data.irreversible("nothing keeps them");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
