use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("users")
            .columns([id(), json("data")])
            .check("named", sql_for().sqlite("data ->> 'name' <> ''").nothing_on(Postgres).nothing_on(MySql));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
