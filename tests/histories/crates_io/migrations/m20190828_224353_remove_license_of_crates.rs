//! Terms are those of a version.

use migrate::prelude::*;

pub struct RemoveLicenseOfCrates;

#[migration]
impl Migration for RemoveLicenseOfCrates {
    fn up(schema: &mut Schema) {
        schema.drop_column("crates", "license").accept_data_loss("the versions have them");
    }
}
