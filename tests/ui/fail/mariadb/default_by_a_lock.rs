use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("free").default(sql("is_free_lock('it')"))]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
