use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_enum("kind", ["new", "old"]);
        schema
            .create_table("events")
            .columns([string("key").primary_key()])
            .written_as(sql_for().sqlite("CREATE TABLE events (key varchar(255) NOT NULL PRIMARY KEY) WITHOUT ROWID"));
        schema.add_column("events", enumeration("kind", "kind").nullable());
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.rename_enum_value("kind", "old", "former");
    }
}

migrate::migrations![Setup, Change];
fn main() {}
