//! The days of one crate.

use migrate::prelude::*;

pub struct IndexCrateDownloadsByCrate;

#[migration]
impl Migration for IndexCrateDownloadsByCrate {
    fn up(schema: &mut Schema) {
        schema.create_index("crate_downloads", ["crate_id"]).named("index_crate_downloads_crate_id");
    }
}
