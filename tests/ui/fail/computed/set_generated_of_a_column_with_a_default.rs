use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age"), integer("twice").default(2)]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.set_generated("users", "twice", "age * 2").stored().accept_data_loss("nobody reads it");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
