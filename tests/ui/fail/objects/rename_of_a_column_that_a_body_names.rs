use migrate::prelude::*;

const ADD: &str = "CREATE FUNCTION add_user(it text) RETURNS int DETERMINISTIC BEGIN
    INSERT INTO users (email) VALUES (it); RETURN 1; END";

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_function("add_user", sql_for().mysql(ADD).nothing_on(Postgres).nothing_on(Sqlite));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_column("users", "email", "address");
    }
}

migrate::migrations![First, Change];
fn main() {}
