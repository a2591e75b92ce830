use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("users").columns([id(), string("nick").nullable()]);
        schema.create_view("names", "SELECT nick FROM users").written_as(
            sql_for().postgres("CREATE VIEW names WITH (security_barrier) AS SELECT nick FROM users"),
        );
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.replace_view("names", "SELECT nick, id FROM users");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
