//! Who writes the books.

use migrate::prelude::*;

/// Authors have a name of their own.
pub struct CreateAuthors;

#[migration]
impl Migration for CreateAuthors {
    fn up(schema: &mut Schema) {
        schema.create_table("authors").columns([id(), string("name").unique(), date("born_on").nullable()]);
    }
}
