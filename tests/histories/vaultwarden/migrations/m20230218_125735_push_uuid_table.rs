//! The name of a device for push messages.

use migrate::prelude::*;

pub struct PushUuidTable;

#[migration]
impl Migration for PushUuidTable {
    fn up(schema: &mut Schema) {
        schema.add_column("devices", text("push_uuid").nullable());
    }
}
