use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
        schema.create_index("users", "nick");
    }
}

struct DropIndex;
#[migration(version = 20260102_000000)]
impl Migration for DropIndex {
    fn up(schema: &mut Schema) {
        schema.drop_index("users", "users_nik_idx");
    }
}

migrate::migrations![CreateUsers, DropIndex];

fn main() {}
