use migrate::prelude::*;

const PLAIN: &str = "CREATE FUNCTION plain(it text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN lower(it); END'";

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_function("plain", sql_for().postgres(PLAIN).nothing_on(MySql).nothing_on(Sqlite));
        schema.create_table("users").columns([
            string("nick"),
            text("key")
                .generated(sql_for().postgres("plain(nick)").mysql("lower(nick)").sqlite("lower(nick)"))
                .stored(),
        ]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
