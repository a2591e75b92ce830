//! Crate and day are the key.

use migrate::prelude::*;

pub struct IdentifyCrateDownloadsByDay;

#[migration]
impl Migration for IdentifyCrateDownloadsByDay {
    fn up(schema: &mut Schema) {
        schema.drop_auto_increment("crate_downloads", "id");
        schema.drop_primary_key("crate_downloads");
        schema.drop_column("crate_downloads", "id").accept_data_loss("nobody refers to it");
        schema.drop_index("crate_downloads", "index_crate_downloads_date");
        schema.change_type("crate_downloads", date("date")).accept_data_loss("the time was midnight");
        schema.create_index("crate_downloads", ["date"]).named("index_crate_downloads_date");
        schema.add_primary_key("crate_downloads", ["crate_id", "date"]);
    }

    fn down(schema: &mut Schema) {
        schema.drop_primary_key("crate_downloads");
        schema.drop_index("crate_downloads", "index_crate_downloads_date");
        schema.change_type("crate_downloads", timestamp("date"));
        schema.create_index("crate_downloads", [sql("date(date)")]).named("index_crate_downloads_date");
        schema.add_column("crate_downloads", integer("id").primary_key().auto_increment());
    }
}
