//! Who depends on a crate, with the version that does.

use migrate::prelude::*;

pub struct IndexDependencies;

#[migration]
impl Migration for IndexDependencies {
    fn up(schema: &mut Schema) {
        schema.create_index("dependencies", ["crate_id", "version_id"]);
    }
}
