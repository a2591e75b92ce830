use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct AddRoot;
#[migration(version = 20260102_000000)]
impl Migration for AddRoot {
    fn up(schema: &mut Schema) {
        schema.insert("users").columns(["email"]).row(("root@example.com",));
    }
}

migrate::migrations![CreateUsers, AddRoot];

fn main() {}
