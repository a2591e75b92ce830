//! Books get their number.

use migrate::prelude::*;

/// Old books have none.
pub struct AddIsbnToBooks;

#[migration]
impl Migration for AddIsbnToBooks {
    fn up(schema: &mut Schema) {
        schema.add_column("books", varchar("isbn", 13).nullable());
    }
}
