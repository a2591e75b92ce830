use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct Grant;
#[migration(version = 20260102_000000)]
impl Migration for Grant {
    fn up(schema: &mut Schema) {
        schema
            .execute(sql_for().postgres("GRANT SELECT ON users TO app").nothing_on(MySql).sqlite("SELECT 1"))
            .reverse(sql_for().postgres("REVOKE SELECT ON users FROM app").mysql("DO 1").sqlite("SELECT 2"));
    }
}

migrate::migrations![CreateUsers, Grant];

fn main() {}
