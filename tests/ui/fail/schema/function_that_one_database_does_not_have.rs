use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema
            .create_table("users")
            .columns([id(), integer("age")])
            .check("even", sql_for().sqlite("mod(age, 2) = 0").nothing_on(Postgres).nothing_on(MySql));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
