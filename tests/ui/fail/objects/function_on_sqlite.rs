use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_function("one", "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
