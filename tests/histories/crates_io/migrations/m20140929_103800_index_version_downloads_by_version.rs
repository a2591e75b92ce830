//! The days of one version.

use migrate::prelude::*;

pub struct IndexVersionDownloadsByVersion;

#[migration]
impl Migration for IndexVersionDownloadsByVersion {
    fn up(schema: &mut Schema) {
        schema.create_index("version_downloads", ["version_id"]).named("index_version_downloads_version_id");
    }
}
