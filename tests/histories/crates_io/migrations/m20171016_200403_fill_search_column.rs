//! What is older than the search is found, too.

use migrate::prelude::*;

pub struct FillSearchColumn;

#[migration]
impl DataMigration for FillSearchColumn {
    fn up(data: &mut Data) {
        data.update("crates")
            .set("textsearchable_index_col", sql("to_tsvector('pg_catalog.english', name)"))
            .only_where("textsearchable_index_col IS NULL");
    }

    fn down(data: &mut Data) {
        data.nothing_to_undo("the trigger fills it anyway");
    }
}
