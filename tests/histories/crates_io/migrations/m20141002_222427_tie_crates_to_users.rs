//! No crate without somebody.

use migrate::prelude::*;

pub struct TieCratesToUsers;

#[migration]
impl Migration for TieCratesToUsers {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("crates", ["user_id"]).references("users", ["id"]).named("fk_crates_user_id");
    }
}
