//! What another program has in the same database, a column of a table of the first one's too.

use migrate::prelude::*;

struct CreateLetters;
#[migration(version = 20260101_000000)]
impl Migration for CreateLetters {
    fn up(schema: &mut Schema) {
        schema.create_table("letters").columns([id(), string("address").unique(), text("body")]).index("address");
        schema.create_view("addresses", "SELECT address FROM letters");
    }
}

migrate::migrations![CreateLetters];
