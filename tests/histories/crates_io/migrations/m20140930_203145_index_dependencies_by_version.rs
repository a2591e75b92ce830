//! What a version is built from.

use migrate::prelude::*;

pub struct IndexDependenciesByVersion;

#[migration]
impl Migration for IndexDependenciesByVersion {
    fn up(schema: &mut Schema) {
        schema.create_index("dependencies", ["version_id"]).named("index_dependencies_version_id");
    }
}
