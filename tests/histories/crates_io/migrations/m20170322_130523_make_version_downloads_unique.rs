//! One row for each version and day.

use migrate::prelude::*;

pub struct MakeVersionDownloadsUnique;

#[migration]
impl Migration for MakeVersionDownloadsUnique {
    fn up(schema: &mut Schema) {
        schema.drop_index("version_downloads", "index_version_downloads_date");
        schema.change_type("version_downloads", date("date")).accept_data_loss("the time was midnight");
        schema.create_index("version_downloads", ["date"]).named("index_version_downloads_date");
        schema.create_index("version_downloads", ["version_id", "date"]).unique().named("version_downloads_unique");
    }
}
