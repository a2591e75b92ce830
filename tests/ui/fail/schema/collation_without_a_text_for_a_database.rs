use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), text("bio").collate(sql_for().postgres("C").mysql("utf8mb4_bin"))]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
