use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email").unique(), integer("age").nullable()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl DataMigration for Change {
    fn up(data: &mut Data) {
        data.update("users").set("age", null().nullable());
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
