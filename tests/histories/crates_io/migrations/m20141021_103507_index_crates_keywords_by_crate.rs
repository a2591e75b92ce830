//! The keywords of a crate.

use migrate::prelude::*;

pub struct IndexCratesKeywordsByCrate;

#[migration]
impl Migration for IndexCratesKeywordsByCrate {
    fn up(schema: &mut Schema) {
        schema.create_index("crates_keywords", ["crate_id"]).named("index_crates_keywords_crate_id");
    }
}
