//! What a version is built from.

use migrate::prelude::*;

pub struct CreateVersionDependencies;

#[migration]
impl Migration for CreateVersionDependencies {
    fn up(schema: &mut Schema) {
        schema.create_table("version_dependencies").columns([integer("version_id"), integer("depends_on_id")]);
    }
}
