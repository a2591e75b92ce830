//! Who published a version.

use migrate::prelude::*;

pub struct AddPublishedByToVersions;

#[migration]
impl Migration for AddPublishedByToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", integer("published_by").nullable());
        schema
            .add_foreign_key("versions", ["published_by"])
            .references("users", ["id"])
            .named("fk_versions_published_by");
    }
}
