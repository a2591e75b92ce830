use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddUnique;
#[migration(version = 20260102_000000)]
impl Migration for AddUnique {
    fn up(schema: &mut Schema) {
        schema.add_unique("users", "nick").named("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    }
}

migrate::migrations![CreateUsers, AddUnique];

fn main() {}
