//! Every version has one by now.

use migrate::prelude::*;

pub struct RequireChecksum;

#[migration]
impl Migration for RequireChecksum {
    fn up(schema: &mut Schema) {
        schema
            .set_not_null("versions", "checksum")
            .restore_with("")
            .accept_data_loss("nobody asks which rows held none");
    }
}
