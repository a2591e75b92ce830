//! A version is yanked or it is not.

use migrate::prelude::*;

pub struct RequireYanked;

#[migration]
impl Migration for RequireYanked {
    fn up(schema: &mut Schema) {
        schema
            .set_not_null("versions", "yanked")
            .restore_with(false)
            .accept_data_loss("nobody asks which rows held none");
    }
}
