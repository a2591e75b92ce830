use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([big_integer("number").primary_key()]);
        schema
            .create_index("events", "number")
            .named("i")
            .written_as(sql_for().postgres("CREATE INDEX i ON events (number) WITH (fillfactor = 70)"));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema
            .drop_table("events")
            .accept_data_loss("-")
            .reverse_written_as(sql_for().postgres("CREATE TABLE events (number bigint PRIMARY KEY) TABLESPACE slow"));
    }
}

migrate::migrations![Setup, Change];

fn main() {}
