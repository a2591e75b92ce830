//! The crates of one day.

use migrate::prelude::*;

pub struct IndexCrateDownloadsByDate;

#[migration]
impl Migration for IndexCrateDownloadsByDate {
    fn up(schema: &mut Schema) {
        schema.create_index("crate_downloads", [sql("date(date)")]).named("index_crate_downloads_date");
    }
}
