//! No category of what is not there.

use migrate::prelude::*;

pub struct TieCratesCategoriesToCrates;

#[migration]
impl Migration for TieCratesCategoriesToCrates {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("crates_categories", ["crate_id"])
            .references("crates", ["id"])
            .named("fk_crates_categories_crate_id");
    }
}
