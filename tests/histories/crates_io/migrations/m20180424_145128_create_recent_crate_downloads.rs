//! What is popular these days.

use migrate::prelude::*;

pub struct CreateRecentCrateDownloads;

#[migration]
impl Migration for CreateRecentCrateDownloads {
    fn up(schema: &mut Schema) {
        schema.create_materialized_view(
            "recent_crate_downloads",
            "SELECT crate_id, sum(downloads) AS downloads FROM crate_downloads
     WHERE date > date(CURRENT_TIMESTAMP - INTERVAL '90 days') GROUP BY crate_id",
        );
        schema.create_index("recent_crate_downloads", ["crate_id"]).unique().named("recent_crate_downloads_crate_id");
        schema.create_function(
            "refresh_recent_crate_downloads",
            "CREATE FUNCTION refresh_recent_crate_downloads() RETURNS void LANGUAGE sql AS $$
     REFRESH MATERIALIZED VIEW CONCURRENTLY recent_crate_downloads $$",
        );
    }
}
