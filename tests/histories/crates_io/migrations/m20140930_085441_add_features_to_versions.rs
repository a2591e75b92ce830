//! Parts of a crate can be left out.

use migrate::prelude::*;

pub struct AddFeaturesToVersions;

#[migration]
impl Migration for AddFeaturesToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", text("features").nullable());
    }
}
