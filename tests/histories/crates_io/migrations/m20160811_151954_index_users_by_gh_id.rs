//! Who signs in is found by it.

use migrate::prelude::*;

pub struct IndexUsersByGhId;

#[migration]
impl Migration for IndexUsersByGhId {
    fn up(schema: &mut Schema) {
        schema.create_index("users", ["gh_id"]).named("index_users_gh_id");
    }
}
