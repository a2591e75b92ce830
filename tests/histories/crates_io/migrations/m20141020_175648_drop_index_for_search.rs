//! It is searched in another way.

use migrate::prelude::*;

pub struct DropIndexForSearch;

#[migration]
impl Migration for DropIndexForSearch {
    fn up(schema: &mut Schema) {
        schema.drop_index("crates", "index_crates_name_search");
    }
}
