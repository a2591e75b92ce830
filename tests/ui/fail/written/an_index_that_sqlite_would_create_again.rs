use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
        schema
            .create_index("users", ["nick"])
            .written_as(sql_for().sqlite("CREATE INDEX users_nick_idx ON users (nick COLLATE NOCASE)"));
        schema.rename_table("users", "people");
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.set_not_null("people", "nick");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
