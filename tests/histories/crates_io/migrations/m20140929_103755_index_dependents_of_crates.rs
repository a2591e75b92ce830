//! What is built from a crate, fast.

use migrate::prelude::*;

pub struct IndexDependentsOfCrates;

#[migration]
impl Migration for IndexDependentsOfCrates {
    fn up(schema: &mut Schema) {
        schema
            .create_index("version_dependencies", ["depends_on_id"])
            .named("index_version_dependencies_depends_on_id");
    }
}
