//! Nothing has been downloaded.

use migrate::prelude::*;

pub struct BeginToCount;

#[migration]
impl DataMigration for BeginToCount {
    fn up(data: &mut Data) {
        data.insert("metadata").columns(["total_downloads"]).row((0,));
    }

    fn down(data: &mut Data) {
        data.delete("metadata").only_where("total_downloads = 0");
    }
}
