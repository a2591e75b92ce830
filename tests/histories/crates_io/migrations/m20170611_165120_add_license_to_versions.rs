//! Terms may change with a version.

use migrate::prelude::*;

pub struct AddLicenseToVersions;

#[migration]
impl Migration for AddLicenseToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", text("license").nullable());
    }
}
