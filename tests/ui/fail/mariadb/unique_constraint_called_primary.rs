use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("number")]);
        schema.add_unique("users", ["number"]).named("primary");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
