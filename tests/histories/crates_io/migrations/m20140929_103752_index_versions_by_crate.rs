//! The versions of a crate.

use migrate::prelude::*;

pub struct IndexVersionsByCrate;

#[migration]
impl Migration for IndexVersionsByCrate {
    fn up(schema: &mut Schema) {
        schema.create_index("versions", ["crate_id"]).named("index_version_crate_id");
    }
}
