//! No badge of what is not there.

use migrate::prelude::*;

pub struct TieBadgesToCrates;

#[migration]
impl Migration for TieBadgesToCrates {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("badges", ["crate_id"])
            .references("crates", ["id"])
            .on_delete(Cascade)
            .named("fk_badges_crate_id");
    }
}
