//! Which crates are in which categories.

use migrate::prelude::*;

pub struct CreateCratesCategories;

#[migration]
impl Migration for CreateCratesCategories {
    fn up(schema: &mut Schema) {
        schema.create_table("crates_categories").columns([integer("crate_id"), integer("category_id")]);
    }
}
