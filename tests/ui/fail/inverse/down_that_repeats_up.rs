use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddAge;
#[migration(version = 20260102_000000)]
impl Migration for AddAge {
    fn up(schema: &mut Schema) {
        schema.add_column("users", integer("age").nullable());
    }
    fn down(schema: &mut Schema) {
        schema.add_column("users", integer("age").nullable());
    }
}

migrate::migrations![CreateUsers, AddAge];

fn main() {}
