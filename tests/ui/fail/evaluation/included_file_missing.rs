use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.execute(include_str!("no_such_file.sql")).reverse("REVOKE ALL ON users FROM app");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
