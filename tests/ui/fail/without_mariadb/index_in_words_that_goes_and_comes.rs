use migrate::prelude::*;

const KEPT: &str = "CREATE INDEX by_nick ON users ((lower(nick))) COMMENT 'kept'";

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), varchar("nick", 20)]);
        schema.create_index("users", sql("lower(nick)")).named("by_nick").written_as(sql_for().mysql(KEPT));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.change_type("users", varchar("nick", 40));
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
