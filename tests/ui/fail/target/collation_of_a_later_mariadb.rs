use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            string("nick").collate(sql_for().postgres("C").mysql("utf8mb4_0900_as_cs").sqlite("NOCASE")),
        ]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
