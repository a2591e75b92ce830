use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct AddUnique;
#[migration(version = 20260102_000000)]
impl Migration for AddUnique {
    fn up(schema: &mut Schema) {
        schema.add_unique("users", "email");
    }
}

migrate::migrations![CreateUsers, AddUnique];

fn main() {}
