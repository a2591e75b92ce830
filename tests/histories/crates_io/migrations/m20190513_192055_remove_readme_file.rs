//! It is with the versions.

use migrate::prelude::*;

pub struct RemoveReadmeFile;

#[migration]
impl Migration for RemoveReadmeFile {
    fn up(schema: &mut Schema) {
        schema.drop_column("crates", "readme_file").accept_data_loss("the files are kept elsewhere");
    }
}
