use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            string("nick").collate(sql_for().postgres("C").mysql("latin1_swedish_ci").sqlite("NOCASE")),
        ]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
