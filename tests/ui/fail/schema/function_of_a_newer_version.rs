use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("users")
            .columns([id(), integer("age")])
            .check("even", sql_for().sqlite("concat(age, 1) <> ''").nothing_on(Postgres).nothing_on(MySql));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
