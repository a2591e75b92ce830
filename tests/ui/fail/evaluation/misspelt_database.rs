use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.execute(sql_for().postgres("GRANT SELECT ON users TO app").nothing_on(Sqllite));
    }
}

migrate::migrations![CreateUsers];

fn main() {}
