use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), timestamp("a").nullable(), timestamp("b").nullable()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.create_index("users", sql("coalesce(a, b)")).named("one").unique().nulls_not_distinct();
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
