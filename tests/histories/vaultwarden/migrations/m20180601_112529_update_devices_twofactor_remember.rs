//! A device may be remembered, and then is not asked for the second factor again.

use migrate::prelude::*;

pub struct UpdateDevicesTwofactorRemember;

#[migration]
impl Migration for UpdateDevicesTwofactorRemember {
    fn up(schema: &mut Schema) {
        schema.add_column("devices", text("twofactor_remember").nullable());
    }
}
