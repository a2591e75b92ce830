use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.create_view("emails", "SELECT email FROM users");
        schema.rename_view("emails", "users_id_seq");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
