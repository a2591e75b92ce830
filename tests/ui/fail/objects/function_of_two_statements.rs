use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_function("one", sql_for().postgres("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT 1").nothing_on(MySql).nothing_on(Sqlite));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
