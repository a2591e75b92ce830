//! No version of what is not there.

use migrate::prelude::*;

pub struct TieVersionsToCrates;

#[migration]
impl Migration for TieVersionsToCrates {
    fn up(schema: &mut Schema) {
        schema.add_foreign_key("versions", ["crate_id"]).references("crates", ["id"]).named("fk_versions_crate_id");
    }
}
