//! No author of what is not there.

use migrate::prelude::*;

pub struct TieVersionAuthorsToVersions;

#[migration]
impl Migration for TieVersionAuthorsToVersions {
    fn up(schema: &mut Schema) {
        schema
            .add_foreign_key("version_authors", ["version_id"])
            .references("versions", ["id"])
            .named("fk_version_authors_version_id");
    }
}
