use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([string("email")]);
    }
}

struct AddUser;
#[migration(version = 20260102_000000)]
impl Migration for AddUser {
    fn up(schema: &mut Schema) {
        schema.create_table("logins").columns([id(), reference("user", "users")]);
    }
}

migrate::migrations![CreateUsers, AddUser];

fn main() {}
