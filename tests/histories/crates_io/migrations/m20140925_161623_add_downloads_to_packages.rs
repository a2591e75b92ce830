//! What is popular.

use migrate::prelude::*;

pub struct AddDownloadsToPackages;

#[migration]
impl Migration for AddDownloadsToPackages {
    fn up(schema: &mut Schema) {
        schema.add_column("packages", integer("downloads").default(0));
    }
}
