//! Crates are listed by name.

use migrate::prelude::*;

pub struct IndexCratesByName;

#[migration]
impl Migration for IndexCratesByName {
    fn up(schema: &mut Schema) {
        schema.create_index("crates", ["name"]).named("index_crates_name_ordering");
    }
}
