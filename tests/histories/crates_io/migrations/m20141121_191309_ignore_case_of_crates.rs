//! Two crates are never told apart by case alone.

use migrate::prelude::*;

pub struct IgnoreCaseOfCrates;

#[migration]
impl Migration for IgnoreCaseOfCrates {
    fn up(schema: &mut Schema) {
        schema.drop_unique("crates", "packages_name_key");
        schema.create_index("crates", [sql("lower(name)")]).unique().named("index_crates_name");
    }
}
