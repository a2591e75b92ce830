use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([string("nick"), id()]).written_as(
            sql_for().sqlite("CREATE TABLE events (nick TEXT NOT NULL, id INTEGER PRIMARY KEY) STRICT"),
        );
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_column("events", "nick").accept_data_loss("-").restore_with("x");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
