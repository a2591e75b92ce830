//! What is still to be added, by number.

use migrate::prelude::*;

pub struct ProperlyIndexVersionDownloads;

#[migration]
impl Migration for ProperlyIndexVersionDownloads {
    fn up(schema: &mut Schema) {
        schema
            .create_index("version_downloads", ["id"])
            .unique()
            .named("index_version_downloads_not_processed")
            .only_where("processed = FALSE");
        schema.drop_index("version_downloads", "index_version_downloads_processed");
    }
}
