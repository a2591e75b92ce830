use migrate::prelude::*;

const USERS: &str = "CREATE TABLE users (id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, nick varchar(255) INVISIBLE NOT NULL)";

struct First;
#[migration(version = 20260101_000000)]
impl Migration for First {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick")]).written_as(sql_for().mysql(USERS));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_not_null("users", "nick");
    }
}

migrate::migrations![First, Change];

fn main() {}
