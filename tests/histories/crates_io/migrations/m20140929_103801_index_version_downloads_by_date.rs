//! The versions of one day.

use migrate::prelude::*;

pub struct IndexVersionDownloadsByDate;

#[migration]
impl Migration for IndexVersionDownloadsByDate {
    fn up(schema: &mut Schema) {
        schema.create_index("version_downloads", [sql("date(date)")]).named("index_version_downloads_date");
    }
}
