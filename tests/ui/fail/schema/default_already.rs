use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("role").default("member")]);
    }
}

struct DefaultRole;
#[migration(version = 20260102_000000)]
impl Migration for DefaultRole {
    fn up(schema: &mut Schema) {
        schema.set_default("users", "role", "member");
    }
}

migrate::migrations![CreateUsers, DefaultRole];

fn main() {}
