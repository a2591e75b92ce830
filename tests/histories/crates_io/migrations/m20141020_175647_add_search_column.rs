//! What is searched is kept with the crate.

use migrate::prelude::*;

pub struct AddSearchColumn;

#[migration]
impl Migration for AddSearchColumn {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", custom("textsearchable_index_col", "tsvector").nullable());
    }
}
