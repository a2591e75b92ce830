//! The authors of a version.

use migrate::prelude::*;

pub struct IndexVersionAuthors;

#[migration]
impl Migration for IndexVersionAuthors {
    fn up(schema: &mut Schema) {
        schema.create_index("version_authors", ["version_id"]).named("index_version_authors_version_id");
    }
}
