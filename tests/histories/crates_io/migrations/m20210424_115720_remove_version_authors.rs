//! Authors are not shown any more.

use migrate::prelude::*;

pub struct RemoveVersionAuthors;

#[migration]
impl Migration for RemoveVersionAuthors {
    fn up(schema: &mut Schema) {
        schema.drop_table("version_authors").accept_data_loss("the index of each crate has them");
    }
}
