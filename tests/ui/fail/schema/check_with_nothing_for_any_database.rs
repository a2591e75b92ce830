use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age").check(sql_for().nothing_on(Postgres).nothing_on(MySql).nothing_on(Sqlite))]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
