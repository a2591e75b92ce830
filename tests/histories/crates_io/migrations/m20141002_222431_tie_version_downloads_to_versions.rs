//! No downloads of a version that is not there.

use migrate::prelude::*;

pub struct TieVersionDownloadsToVersions;

#[migration]
impl Migration for TieVersionDownloadsToVersions {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("version_downloads", ["version_id"])
            .references("versions", ["id"])
            .named("fk_version_downloads_version_id");
    }
}
