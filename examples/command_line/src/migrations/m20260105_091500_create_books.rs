//! What is sold.

use migrate::prelude::*;

/// A book has one author, a price and a status.
pub struct CreateBooks;

#[migration]
impl Migration for CreateBooks {
    fn up(schema: &mut Schema) {
        schema.create_table("books").columns([
            id(),
            reference("author_id", "authors").on_delete(Cascade),
            string("title"),
            integer("cents").check("cents >= 0"),
            string("status").default("draft"),
        ]);
    }
}
