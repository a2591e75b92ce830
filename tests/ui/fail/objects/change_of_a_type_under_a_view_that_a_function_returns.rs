use migrate::prelude::*;

const LISTS_GROWN: &str = "CREATE FUNCTION f() RETURNS SETOF grown LANGUAGE sql AS 'SELECT 1'";

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]);
        schema.create_view("grown", "SELECT id FROM users WHERE age > 17");
                schema.create_function("f", sql_for().postgres(LISTS_GROWN).nothing_on(MySql).nothing_on(Sqlite));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.change_type("users", big_integer("age"));
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
