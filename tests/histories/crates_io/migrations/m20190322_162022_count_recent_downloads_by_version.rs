//! The downloads of crates are those of their versions.

use migrate::prelude::*;

pub struct CountRecentDownloadsByVersion;

#[migration]
impl Migration for CountRecentDownloadsByVersion {
    fn up(schema: &mut Schema) {
        schema.drop_materialized_view("recent_crate_downloads");
        schema.create_materialized_view(
            "recent_crate_downloads",
            "SELECT crate_id, sum(version_downloads.downloads) AS downloads FROM version_downloads
     INNER JOIN versions ON version_downloads.version_id = versions.id
     WHERE version_downloads.date > date(CURRENT_TIMESTAMP - INTERVAL '90 days') GROUP BY crate_id",
        );
        schema.create_index("recent_crate_downloads", ["crate_id"]).unique().named("recent_crate_downloads_crate_id");
    }
}
