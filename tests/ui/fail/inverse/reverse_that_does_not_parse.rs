use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct ChangeEmail;
#[migration(version = 20260102_000000)]
impl Migration for ChangeEmail {
    fn up(schema: &mut Schema) {
        schema.change_type("users", integer("email")).using("length(email)").reverse_using("email +");
    }
}

migrate::migrations![CreateUsers, ChangeEmail];

fn main() {}
