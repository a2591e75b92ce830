//! Diesel wants a primary key.

use migrate::prelude::*;

pub struct GiveEveryTableAKey;

#[migration]
impl Migration for GiveEveryTableAKey {
    fn up(schema: &mut Schema) {
        schema.drop_index("badges", "badges_crate_type");
        schema.add_primary_key("badges", ["crate_id", "badge_type"]);
        schema.add_primary_key("crates_categories", ["crate_id", "category_id"]);
        schema.add_primary_key("crates_keywords", ["crate_id", "keyword_id"]);
        schema.add_primary_key("follows", ["user_id", "crate_id"]);
        schema.add_primary_key("metadata", ["total_downloads"]);
    }
}
