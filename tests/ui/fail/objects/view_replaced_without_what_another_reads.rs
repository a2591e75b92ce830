use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), integer("age")]);
        schema.create_view("grown", "SELECT id, email FROM users WHERE age > 17");
        schema.create_view("emails", "SELECT email FROM grown");
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.replace_view("grown", "SELECT id FROM users");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
