//! Which crates have which keywords.

use migrate::prelude::*;

pub struct CreateCratesKeywords;

#[migration]
impl Migration for CreateCratesKeywords {
    fn up(schema: &mut Schema) {
        schema.create_table("crates_keywords").columns([integer("crate_id"), integer("keyword_id")]);
    }
}
