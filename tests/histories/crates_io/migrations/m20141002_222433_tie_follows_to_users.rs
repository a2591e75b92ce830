//! Nobody follows who is not there.

use migrate::prelude::*;

pub struct TieFollowsToUsers;

#[migration]
impl Migration for TieFollowsToUsers {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("follows", ["user_id"]).references("users", ["id"]).named("fk_follows_user_id");
    }
}
