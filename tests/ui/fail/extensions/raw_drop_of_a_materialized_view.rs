use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
        schema.create_materialized_view("daily", "SELECT email FROM users");
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.execute("DROP MATERIALIZED VIEW daily").reverse("SELECT 1");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
