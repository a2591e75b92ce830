//! A page for each keyword.

use migrate::prelude::*;

pub struct IndexKeywords;

#[migration]
impl Migration for IndexKeywords {
    fn up(schema: &mut Schema) {
        schema.create_index("keywords", ["keyword"]).named("index_keywords_keyword");
    }
}
