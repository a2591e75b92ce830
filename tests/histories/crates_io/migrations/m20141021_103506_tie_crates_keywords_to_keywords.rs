//! No keyword that is not there.

use migrate::prelude::*;

pub struct TieCratesKeywordsToKeywords;

#[migration]
impl Migration for TieCratesKeywordsToKeywords {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crates_keywords", ["keyword_id"])
            .references("keywords", ["id"])
            .named("fk_crates_keywords_keyword_id");
    }
}
