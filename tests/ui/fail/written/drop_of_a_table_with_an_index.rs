use migrate::prelude::*;

struct Setup;
#[migration(version = 20260101_000000)]
impl Migration for Setup {
    fn up(schema: &mut Schema) {
        schema.create_table("a").columns([integer("n").primary_key()]);
        schema.create_index("a", "n").named("i").written_as("CREATE INDEX i ON a (n)");
    }
}

struct Change;
#[migration(version = 20260102_000000)]
impl Migration for Change {
    fn up(schema: &mut Schema) {
        schema.drop_table("a").accept_data_loss("-").reverse_written_as("CREATE TABLE a (n int NOT NULL PRIMARY KEY)");
    }
}

migrate::migrations![Setup, Change];

fn main() {}
