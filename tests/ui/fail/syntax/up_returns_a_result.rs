use migrate::prelude::*;

struct CreateUsers;

#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) -> Result<(), String> {
        schema.create_table("users").columns([id()]);
        Ok(())
    }
}

migrate::migrations![CreateUsers];

fn main() {}
