use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), big_integer("boss").nullable().references("users", "id"), big_integer("next").nullable().generated("boss + 1").stored()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "boss", "leader");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
