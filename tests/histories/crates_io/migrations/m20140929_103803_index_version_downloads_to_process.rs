//! What is still to be added.

use migrate::prelude::*;

pub struct IndexVersionDownloadsToProcess;

#[migration]
impl Migration for IndexVersionDownloadsToProcess {
    fn up(schema: &mut Schema) {
        schema
            .create_index("version_downloads", ["processed"])
            .named("index_version_downloads_processed")
            .only_where("processed = FALSE");
    }
}
