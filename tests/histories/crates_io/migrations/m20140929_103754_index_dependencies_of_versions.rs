//! What a version is built from, fast.

use migrate::prelude::*;

pub struct IndexDependenciesOfVersions;

#[migration]
impl Migration for IndexDependenciesOfVersions {
    fn up(schema: &mut Schema) {
        schema.create_index("version_dependencies", ["version_id"]).named("index_version_dependencies_version_id");
    }
}
