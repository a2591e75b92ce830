//! Nobody follows what is not there.

use migrate::prelude::*;

pub struct TieFollowsToCrates;

#[migration]
impl Migration for TieFollowsToCrates {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("follows", ["crate_id"]).references("crates", ["id"]).named("fk_follows_crate_id");
    }
}
