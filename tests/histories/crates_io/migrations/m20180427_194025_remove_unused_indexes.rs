//! Nobody used them.

use migrate::prelude::*;

pub struct RemoveUnusedIndexes;

#[migration]
impl Migration for RemoveUnusedIndexes {
    fn up(schema: &mut Schema) {
        schema.drop_index("reserved_crate_names", "reserved_crate_names_canon_crate_name_idx");
        schema.drop_index("users", "index_users_gh_id");
        schema.drop_index("version_downloads", "index_version_downloads_version_id");
        schema.drop_index("version_downloads", "index_version_downloads_date");
    }
}
