//! What is kept is indexed.

use migrate::prelude::*;

pub struct IndexSearchColumn;

#[migration]
impl Migration for IndexSearchColumn {
    fn up(schema: &mut Schema) {
        schema.create_index("crates", ["textsearchable_index_col"]).named("index_crates_name_search").using("gin");
    }
}
