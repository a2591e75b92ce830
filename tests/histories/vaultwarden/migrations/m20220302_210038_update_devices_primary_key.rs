//! Two people may use the same device.

use migrate::prelude::*;

pub struct UpdateDevicesPrimaryKey;

#[migration]
impl Migration for UpdateDevicesPrimaryKey {
    fn up(schema: &mut Schema) {
        schema.drop_primary_key("devices");
        schema.add_primary_key("devices", ["uuid", "user_uuid"]);
    }
}
