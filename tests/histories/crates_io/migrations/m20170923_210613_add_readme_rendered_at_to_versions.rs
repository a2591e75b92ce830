//! When the readme of a version was rendered.

use migrate::prelude::*;

pub struct AddReadmeRenderedAtToVersions;

#[migration]
impl Migration for AddReadmeRenderedAtToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", timestamp("readme_rendered_at").nullable());
    }
}
