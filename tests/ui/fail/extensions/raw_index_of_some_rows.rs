use migrate::prelude::*;

struct CreateUsers;
#[migration(version = 20260101_000000)]
impl Migration for CreateUsers {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("email"), string("nick").nullable()]);
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.execute("CREATE INDEX by_email ON users (lower(email)) WHERE nick IS NULL").reverse("DROP INDEX by_email");
    }
}

migrate::migrations![CreateUsers, Change];

fn main() {}
