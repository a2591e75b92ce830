//! The words that a crate is found by.

use migrate::prelude::*;

pub struct AddKeywordsToCrates;

#[migration]
impl Migration for AddKeywordsToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("keywords").nullable());
    }
}
