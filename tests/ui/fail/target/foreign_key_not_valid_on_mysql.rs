use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), big_integer("parent_id"), string("nick").nullable(), integer("age")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("users", "parent_id").references("users", "id").not_valid();
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
