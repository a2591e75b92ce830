//! What somebody follows.

use migrate::prelude::*;

pub struct IndexFollowsByUser;

#[migration]
impl Migration for IndexFollowsByUser {
    fn up(schema: &mut Schema) {
        schema.create_index("follows", ["user_id"]).named("index_follows_user_id");
    }
}
