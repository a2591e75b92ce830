//! The crates of a keyword.

use migrate::prelude::*;

pub struct IndexCratesKeywordsByKeyword;

#[migration]
impl Migration for IndexCratesKeywordsByKeyword {
    fn up(schema: &mut Schema) {
        schema.create_index("crates_keywords", ["keyword_id"]).named("index_crates_keywords_keyword_id");
    }
}
