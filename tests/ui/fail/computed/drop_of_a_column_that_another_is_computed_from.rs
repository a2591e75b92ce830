use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age"), integer("twice").generated("age * 2").stored()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "age").restore_with(1).accept_data_loss("nobody reads it");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
