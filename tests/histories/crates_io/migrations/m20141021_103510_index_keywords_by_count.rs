//! The keywords that are used most.

use migrate::prelude::*;

pub struct IndexKeywordsByCount;

#[migration]
impl Migration for IndexKeywordsByCount {
    fn up(schema: &mut Schema) {
        schema.create_index("keywords", ["crates_cnt"]).named("index_keywords_crates_cnt");
    }
}
