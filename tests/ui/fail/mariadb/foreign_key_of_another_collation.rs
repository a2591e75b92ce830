use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("teams").columns([varchar("name", 20).primary_key()]);
        schema
            .create_table("users")
            .columns([id(), varchar("team", 20).collate("utf8mb4_bin").references("teams", "name")]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
