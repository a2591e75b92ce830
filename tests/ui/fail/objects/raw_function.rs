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
        schema.execute(sql_for().postgres("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'").nothing_on(MySql).nothing_on(Sqlite)).reverse("DROP FUNCTION one");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
