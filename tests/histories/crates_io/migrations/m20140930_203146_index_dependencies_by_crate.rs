//! What is built from a crate.

use migrate::prelude::*;

pub struct IndexDependenciesByCrate;

#[migration]
impl Migration for IndexDependenciesByCrate {
    fn up(schema: &mut Schema) {
        schema.create_index("dependencies", ["crate_id"]).named("index_dependencies_crate_id");
    }
}
