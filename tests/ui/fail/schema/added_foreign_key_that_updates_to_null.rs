use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), big_integer("parent_id"), string("nick").nullable()]);
    }
}

struct AddKey;
#[migration(version = 20260102_000000)]
impl Migration for AddKey {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("users", "parent_id").references("users", "id").on_update(SetNull);
    }
}

migrate::migrations![CreateUsers, AddKey];

fn main() {}
