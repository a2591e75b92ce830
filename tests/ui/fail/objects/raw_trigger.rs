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
        schema.execute(sql_for().sqlite("CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1; END").nothing_on(MySql).nothing_on(Postgres)).reverse("DROP TRIGGER t");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
