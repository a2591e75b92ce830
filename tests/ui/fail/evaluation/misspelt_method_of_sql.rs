use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.execute(sql_for().postgress("GRANT SELECT ON users TO app"));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
