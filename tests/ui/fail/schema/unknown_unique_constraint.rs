use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check("age > 0"), string("email").unique()]);
    }
}

struct DropUnique;
#[migration(version = 20260102_000000)]
impl Migration for DropUnique {
    fn up(schema: &mut Schema) {
        schema.drop_unique("users", "users_email_keys");
    }
}

migrate::migrations![CreateUsers, DropUnique];

fn main() {}
