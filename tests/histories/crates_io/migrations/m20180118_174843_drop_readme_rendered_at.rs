//! The times are in a table of their own.

use migrate::prelude::*;

pub struct DropReadmeRenderedAt;

#[migration]
impl Migration for DropReadmeRenderedAt {
    fn up(schema: &mut Schema) {
        schema
            .drop_column("versions", "readme_rendered_at")
            .accept_data_loss("copied by m20180118_174842_copy_readme_renderings");
    }
}
