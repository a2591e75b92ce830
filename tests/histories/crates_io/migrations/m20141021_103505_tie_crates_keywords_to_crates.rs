//! No keyword of what is not there.

use migrate::prelude::*;

pub struct TieCratesKeywordsToCrates;

#[migration]
impl Migration for TieCratesKeywordsToCrates {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crates_keywords", ["crate_id"])
            .references("crates", ["id"])
            .named("fk_crates_keywords_crate_id");
    }
}
