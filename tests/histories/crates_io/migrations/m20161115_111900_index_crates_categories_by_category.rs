//! The crates of a category.

use migrate::prelude::*;

pub struct IndexCratesCategoriesByCategory;

#[migration]
impl Migration for IndexCratesCategoriesByCategory {
    fn up(schema: &mut Schema) {
        schema.create_index("crates_categories", ["category_id"]).named("index_crates_categories_category_id");
    }
}
