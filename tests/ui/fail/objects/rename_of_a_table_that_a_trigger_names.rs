use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_trigger("t", "users", sql_for().sqlite("CREATE TRIGGER t AFTER INSERT ON users BEGIN SELECT 1 FROM users; END").nothing_on(MySql).nothing_on(Postgres));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        #[allow(rename_table, reason = "nobody reads it")]
        schema.rename_table("users", "people");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
