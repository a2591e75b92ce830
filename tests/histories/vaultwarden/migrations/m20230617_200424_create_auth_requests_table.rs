//! One device lets another one in.

use migrate::prelude::*;

pub struct CreateAuthRequestsTable;

#[migration]
impl Migration for CreateAuthRequestsTable {
    fn up(schema: &mut Schema) {
        schema.create_table("auth_requests").columns([
            char("uuid", 36).primary_key(),
            reference("user_uuid", "users").without_index(),
            reference("organization_uuid", "organizations").without_index().nullable(),
            char("request_device_identifier", 36),
            integer("device_type"),
            text("request_ip"),
            char("response_device_id", 36).nullable(),
            text("access_code"),
            text("public_key"),
            text("enc_key"),
            text("master_password_hash"),
            boolean("approved").nullable(),
            datetime("creation_date"),
            datetime("response_date").nullable(),
            datetime("authentication_date").nullable(),
        ]);
    }
}
