//! The most popular crates.

use migrate::prelude::*;

pub struct IndexCratesByDownloads;

#[migration]
impl Migration for IndexCratesByDownloads {
    fn up(schema: &mut Schema) {
        schema.create_index("crates", ["downloads"]).named("index_crate_downloads");
    }
}
