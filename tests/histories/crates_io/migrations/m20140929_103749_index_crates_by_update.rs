//! The crates that changed last.

use migrate::prelude::*;

pub struct IndexCratesByUpdate;

#[migration]
impl Migration for IndexCratesByUpdate {
    fn up(schema: &mut Schema) {
        schema.create_index("crates", ["updated_at"]).named("index_crate_updated_at");
    }
}
