use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), integer("age")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.create_view("grown", sql_for().postgres("SELECT id FROM users").mysql("SELECT id FROM users"));
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
