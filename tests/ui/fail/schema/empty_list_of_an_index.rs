use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct IndexNothing;
#[migration(version = 20260102_000000)]
impl Migration for IndexNothing {
    fn up(schema: &mut Schema) {
        schema.create_index("users", []);
    }
}

migrate::migrations![CreateUsers, IndexNothing];

fn main() {}
