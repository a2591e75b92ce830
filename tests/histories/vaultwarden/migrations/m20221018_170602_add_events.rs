//! What happens in an organization is written down.

use migrate::prelude::*;

pub struct AddEvents;

#[migration]
impl Migration for AddEvents {
    fn up(schema: &mut Schema) {
        schema.create_table("event").columns([
            char("uuid", 36).primary_key().unique(),
            integer("event_type"),
            char("user_uuid", 36).nullable(),
            char("org_uuid", 36).nullable(),
            char("cipher_uuid", 36).nullable(),
            char("collection_uuid", 36).nullable(),
            char("group_uuid", 36).nullable(),
            char("org_user_uuid", 36).nullable(),
            char("act_user_uuid", 36).nullable(),
            integer("device_type").nullable(),
            text("ip_address").nullable(),
            datetime("event_date"),
            char("policy_uuid", 36).nullable(),
            char("provider_uuid", 36).nullable(),
            char("provider_user_uuid", 36).nullable(),
            char("provider_org_uuid", 36).nullable(),
        ]);
    }
}
