//! Nobody used them.

use migrate::prelude::*;

pub struct RemoveMoreUnusedIndexes;

#[migration]
impl Migration for RemoveMoreUnusedIndexes {
    fn up(schema: &mut Schema) {
        schema.drop_index("categories", "path_categories_idx");
        schema.drop_index("versions", "index_version_num");
    }
}
