//! The categories of a crate.

use migrate::prelude::*;

pub struct IndexCratesCategoriesByCrate;

#[migration]
impl Migration for IndexCratesCategoriesByCrate {
    fn up(schema: &mut Schema) {
        schema.create_index("crates_categories", ["crate_id"]).named("index_crates_categories_crate_id");
    }
}
