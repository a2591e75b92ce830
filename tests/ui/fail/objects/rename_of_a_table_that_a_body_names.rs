use migrate::prelude::*;

const COUNT: &str = "CREATE FUNCTION count_users() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM users'";

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email")]);
        schema.create_function("count_users", sql_for().postgres(COUNT).nothing_on(MySql).nothing_on(Sqlite));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_table("users", "people");
    }
}

migrate::migrations![First, Change];
fn main() {}
