use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("migrate_lease").columns([id()]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
