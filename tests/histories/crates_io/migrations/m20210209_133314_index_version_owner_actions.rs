//! What was done to a version.

use migrate::prelude::*;

pub struct IndexVersionOwnerActions;

#[migration]
impl Migration for IndexVersionOwnerActions {
    fn up(schema: &mut Schema) {
        schema.create_index("version_owner_actions", ["version_id"]).named("index_version_owner_actions_by_version_id");
    }
}
