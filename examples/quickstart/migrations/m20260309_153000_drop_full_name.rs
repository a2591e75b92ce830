//! Nobody reads the full name any more.

use migrate::prelude::*;

/// Full names are gone, for good.
pub struct DropFullName;

#[migration]
impl Migration for DropFullName {
    fn up(schema: &mut Schema) {
        #[allow(drop_column, reason = "the release of 2 March no longer names it")]
        schema.drop_column("users", "full_name").accept_data_loss("the handle is what is shown everywhere");
    }
}
