use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), big_integer("other").nullable(), big_integer("boss").nullable().generated("other").stored()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("users", "boss").references("users", "id").on_delete(SetNull);
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
