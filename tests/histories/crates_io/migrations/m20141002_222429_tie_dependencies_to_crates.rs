//! No dependency on what is not there.

use migrate::prelude::*;

pub struct TieDependenciesToCrates;

#[migration]
impl Migration for TieDependenciesToCrates {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("dependencies", ["crate_id"])
            .references("crates", ["id"])
            .named("fk_dependencies_crate_id");
    }
}
