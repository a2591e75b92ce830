//! Crates are found by what they are for.

use migrate::prelude::*;

pub struct CreateCategories;

#[migration]
impl Migration for CreateCategories {
    fn up(schema: &mut Schema) {
        schema.create_table("categories").columns([
            integer("id").primary_key().auto_increment(),
            text("category").unique(),
            text("slug").unique(),
            text("description").default(""),
            integer("crates_cnt").default(0),
            timestamp("created_at").default(now()),
        ]);
    }
}
