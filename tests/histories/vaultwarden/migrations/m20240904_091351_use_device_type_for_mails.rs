//! The mail says what kind of device it was: 14 is an unknown browser.

use migrate::prelude::*;

pub struct UseDeviceTypeForMails;

#[migration]
impl Migration for UseDeviceTypeForMails {
    fn up(schema: &mut Schema) {
        schema.add_column("twofactor_incomplete", integer("device_type").default(14));
    }
}
