//! Version and day are the key.

use migrate::prelude::*;

pub struct IdentifyVersionDownloadsByDay;

#[migration]
impl Migration for IdentifyVersionDownloadsByDay {
    fn up(schema: &mut Schema) {
        schema.drop_index("version_downloads", "index_version_downloads_not_processed");
        schema.drop_auto_increment("version_downloads", "id");
        schema.drop_primary_key("version_downloads");
        schema.drop_index("version_downloads", "version_downloads_unique");
        schema.add_primary_key("version_downloads", ["version_id", "date"]);
        schema.drop_column("version_downloads", "id").accept_data_loss("nobody refers to it");
    }

    fn down(schema: &mut Schema) {
        schema.drop_primary_key("version_downloads");
        schema.add_column("version_downloads", integer("id").primary_key().auto_increment());
        schema.create_index("version_downloads", ["version_id", "date"]).unique().named("version_downloads_unique");
        schema
            .create_index("version_downloads", ["id"])
            .unique()
            .named("index_version_downloads_not_processed")
            .only_where("processed = FALSE");
    }
}
