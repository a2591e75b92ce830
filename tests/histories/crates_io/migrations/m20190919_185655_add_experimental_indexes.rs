//! They were tried for a while.

use migrate::prelude::*;

pub struct AddExperimentalIndexes;

#[migration]
impl Migration for AddExperimentalIndexes {
    fn up(schema: &mut Schema) {
        schema.create_index("recent_crate_downloads", ["downloads"]).named("index_recent_crate_downloads_by_downloads");
        schema.create_index("version_downloads", ["date"]).named("index_version_downloads_by_date").using("brin");
    }
}
