//! Two crates are never told apart by hyphens alone.

use migrate::prelude::*;

pub struct IgnoreHyphensOfCrates;

#[migration]
impl Migration for IgnoreHyphensOfCrates {
    fn up(schema: &mut Schema) {
        schema.drop_index("crates", "index_crates_name");
        schema.create_index("crates", [sql("canon_crate_name(name)")]).unique().named("index_crates_name");
    }
}
