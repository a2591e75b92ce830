//! Somebody who is trusted gets in after some days of waiting.

use migrate::prelude::*;

pub struct CreateEmergencyAccess;

#[migration]
impl Migration for CreateEmergencyAccess {
    fn up(schema: &mut Schema) {
        schema.create_table("emergency_access").columns([
            char("uuid", 36).primary_key(),
            reference("grantor_uuid", "users").without_index().nullable(),
            reference("grantee_uuid", "users").without_index().nullable(),
            string("email").nullable(),
            text("key_encrypted").nullable(),
            integer("atype"),
            integer("status"),
            integer("wait_time_days"),
            datetime("recovery_initiated_at").nullable(),
            datetime("last_notification_at").nullable(),
            datetime("updated_at"),
            datetime("created_at"),
        ]);
    }
}
