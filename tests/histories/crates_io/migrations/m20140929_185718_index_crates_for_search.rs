//! Words are found in the names of crates.

use migrate::prelude::*;

pub struct IndexCratesForSearch;

#[migration]
impl Migration for IndexCratesForSearch {
    fn up(schema: &mut Schema) {
        schema
            .create_index("crates", [sql("to_tsvector('english', name)")])
            .named("index_crates_name_search")
            .using("gin");
    }
}
