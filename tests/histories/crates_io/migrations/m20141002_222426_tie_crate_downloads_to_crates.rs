//! No downloads of what is not there.

use migrate::prelude::*;

pub struct TieCrateDownloadsToCrates;

#[migration]
impl Migration for TieCrateDownloadsToCrates {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crate_downloads", ["crate_id"])
            .references("crates", ["id"])
            .named("fk_crate_downloads_crate_id");
    }
}
