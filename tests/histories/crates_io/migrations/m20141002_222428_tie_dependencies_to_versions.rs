//! No dependency of what is not there.

use migrate::prelude::*;

pub struct TieDependenciesToVersions;

#[migration]
impl Migration for TieDependenciesToVersions {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("dependencies", ["version_id"])
            .references("versions", ["id"])
            .named("fk_dependencies_version_id");
    }
}
