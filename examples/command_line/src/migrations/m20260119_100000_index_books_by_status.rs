//! The shop window asks for what is for sale.

use migrate::prelude::*;

/// On PostgreSQL the index is built while the shop is open.
pub struct IndexBooksByStatus;

#[migration]
impl Migration for IndexBooksByStatus {
    fn up(schema: &mut Schema) {
        schema.create_index("books", "status");
    }
}
