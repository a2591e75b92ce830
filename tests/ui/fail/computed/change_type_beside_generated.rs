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
        schema.change_type("users", big_integer("twice").generated("age * 2").stored());
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
