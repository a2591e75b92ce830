//! The newest crates.

use migrate::prelude::*;

pub struct IndexCratesByCreation;

#[migration]
impl Migration for IndexCratesByCreation {
    fn up(schema: &mut Schema) {
        schema.create_index("crates", ["created_at"]).named("index_crate_created_at");
    }
}
