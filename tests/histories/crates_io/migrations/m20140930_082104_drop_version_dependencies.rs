//! A dependency is more than a pair.

use migrate::prelude::*;

pub struct DropVersionDependencies;

#[migration]
impl Migration for DropVersionDependencies {
    fn up(schema: &mut Schema) {
        schema
            .drop_table("version_dependencies")
            .accept_data_loss("the index has them, and they are read from there again");
    }
}
