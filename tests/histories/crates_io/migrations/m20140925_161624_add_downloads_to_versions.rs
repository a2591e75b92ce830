//! Which version is popular.

use migrate::prelude::*;

pub struct AddDownloadsToVersions;

#[migration]
impl Migration for AddDownloadsToVersions {
    fn up(schema: &mut Schema) {
        schema.add_column("versions", integer("downloads").default(0));
    }
}
