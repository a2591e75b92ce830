use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddKey;
#[migration(version = 20260102_000000)]
impl Migration for AddKey {
    fn up(schema: &mut Schema) {
        schema.add_primary_key("users", "email").named("users_key");
    }
}

migrate::migrations![CreateUsers, AddKey];

fn main() {}
