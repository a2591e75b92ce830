use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email").unique()]);
    }
}

struct DropEmails;
#[migration(version = 20260102_000000)]
impl Migration for DropEmails {
    fn up(schema: &mut Schema) {
        schema.drop_unique("users", ["email"]);
        schema.drop_column("users", "email").restore_with("none").accept_data_loss("nobody writes letters");
    }
}

migrate::migrations![CreateUsers, DropEmails];

fn main() {}
