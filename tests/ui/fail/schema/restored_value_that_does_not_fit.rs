use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct DropEmail;
#[migration(version = 20260102_000000)]
impl Migration for DropEmail {
    fn up(schema: &mut Schema) {
        schema.drop_column("users", "email").accept_data_loss("unused").restore_with(7);
    }
}

migrate::migrations![CreateUsers, DropEmail];

fn main() {}
