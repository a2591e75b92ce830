//! The times are with the versions.

use migrate::prelude::*;

pub struct DropReadmeRendering;

#[migration]
impl Migration for DropReadmeRendering {
    fn up(schema: &mut Schema) {
        schema.drop_table("readme_rendering").accept_data_loss("copied by m20170923_210614_copy_rendered_readmes");
    }
}
