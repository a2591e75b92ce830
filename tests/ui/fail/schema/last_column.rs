use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([string("email")]);
    }
}

struct DropEmail;
#[migration(version = 20260102_000000)]
impl Migration for DropEmail {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "email").accept_data_loss("unused");
    }
}

migrate::migrations![CreateUsers, DropEmail];

fn main() {}
