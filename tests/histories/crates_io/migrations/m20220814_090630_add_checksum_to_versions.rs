//! What is downloaded is what was published.

use migrate::prelude::*;

pub struct AddChecksumToVersions;

#[migration]
impl Migration for AddChecksumToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", char("checksum", 64).nullable());
    }
}
