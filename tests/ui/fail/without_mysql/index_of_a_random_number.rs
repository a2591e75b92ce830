use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), integer("age")]);
        schema.create_index("users", sql("(age + random())")).named("ages");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
