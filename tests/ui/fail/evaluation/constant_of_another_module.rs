use migrate::prelude::*;

mod names {
    pub const TABLE: &str = "users";
}
struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table(names::TABLE).columns([id()]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
