use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([id(), string("name").nullable()]);
        schema
            .add_column("events", text("body").nullable())
            .written_as(sql_for().sqlite("ALTER TABLE events ADD COLUMN body TEXT CHECK (body <> '')"));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.set_not_null("events", "name");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
