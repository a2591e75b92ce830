use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), integer("age")]);
        schema.create_table("posts").columns([id(), string("title")]);
        schema.create_view("feed", "SELECT title, email FROM posts, users");
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.add_column("users", string("title").nullable());
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
