use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct IndexNick;
#[migration(version = 20260102_000000)]
impl Migration for IndexNick {
    fn up(schema: &mut Schema) {
        schema.create_index("users", "nick").unique("nick");
    }
}

migrate::migrations![CreateUsers, IndexNick];

fn main() {}
