//! A sign-in that stops at the second factor is told to its owner.

use migrate::prelude::*;

pub struct Add2faIncomplete;

#[migration]
impl Migration for Add2faIncomplete {
    fn up(schema: &mut Schema) {
        schema
            .create_table("twofactor_incomplete")
            .columns([
                reference("user_uuid", "users").without_index(),
                varchar("device_uuid", 40),
                text("device_name"),
                datetime("login_time"),
                text("ip_address"),
            ])
            .primary_key(["user_uuid", "device_uuid"]);
    }
}
