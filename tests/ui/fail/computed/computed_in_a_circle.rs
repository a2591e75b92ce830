use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([
            id(),
            integer("one").generated("two + 1").stored(),
            integer("two").generated("one - 1").stored(),
        ]);
    }
}

migrate::migrations![CreateUsers];

fn main() {}
