use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_function("shout", "CREATE FUNCTION shout(a text) RETURNS text DETERMINISTIC RETURN upper(a)");
        schema.create_table("users").columns([id(), string("nick")]).check("loud", "shout(nick) = nick");
    }
}

migrate::migrations![CreateUsers];

fn main() {}
