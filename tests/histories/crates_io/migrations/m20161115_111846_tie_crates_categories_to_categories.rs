//! A category that goes leaves its crates.

use migrate::prelude::*;

pub struct TieCratesCategoriesToCategories;

#[migration]
impl Migration for TieCratesCategoriesToCategories {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crates_categories", ["category_id"])
            .references("categories", ["id"])
            .on_delete(Cascade)
            .named("fk_crates_categories_category_id");
    }
}
