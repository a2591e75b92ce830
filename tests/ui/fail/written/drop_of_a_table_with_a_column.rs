use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("events").columns([id()]);
        schema
            .add_column("events", text("body").nullable())
            .written_as(sql_for().postgres("ALTER TABLE events ADD COLUMN body text STORAGE EXTERNAL"));
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_table("events").accept_data_loss("-");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
