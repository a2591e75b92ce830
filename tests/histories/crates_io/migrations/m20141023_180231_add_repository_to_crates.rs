//! Where its source is.

use migrate::prelude::*;

pub struct AddRepositoryToCrates;

#[migration]
impl Migration for AddRepositoryToCrates {
    fn up(schema: &mut Schema) {
        schema.add_column("crates", text("repository").nullable());
    }
}
