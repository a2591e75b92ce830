use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct AddCheck;
#[migration(version = 20260102_000000)]
impl Migration for AddCheck {
    fn up(schema: &mut Schema) {
        schema.add_check("users", "users_age_check", "age < 200");
    }
}

migrate::migrations![CreateUsers, AddCheck];

fn main() {}
