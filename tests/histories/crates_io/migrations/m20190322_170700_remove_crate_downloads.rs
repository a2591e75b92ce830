//! They can be computed.

use migrate::prelude::*;

pub struct RemoveCrateDownloads;

#[migration]
impl Migration for RemoveCrateDownloads {
    fn up(schema: &mut Schema) {
        schema.drop_table("crate_downloads").accept_data_loss("they are in `version_downloads`");
    }
}
