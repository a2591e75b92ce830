use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), date("born").check(
            sql_for().postgres("born < '2100-01-01'").mysql("born < '2100-01-01'").sqlite("born < date('now')"),
        )]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
