use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable(), integer("age")]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.create_index("users", "nick").unique().nulls_not_distinct();
        schema.create_table("notes").columns([id(), string("nick").references("users", "nick")]);
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
