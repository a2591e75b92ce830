use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        for table in ["users", "teams"] {
            schema.create_table(table).columns([id()]);
        }
    }
}

migrate::migrations![CreateUsers];

fn main() {}
