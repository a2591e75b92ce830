//! Keywords are counted.

use migrate::prelude::*;

pub struct CreateKeywords;

#[migration]
impl Migration for CreateKeywords {
    fn up(schema: &mut Schema) {
        schema.create_table("keywords").columns([
            integer("id").primary_key().auto_increment(),
            custom("keyword", "varchar").unique(),
            integer("crates_cnt"),
            timestamp("created_at"),
        ]);
    }
}
