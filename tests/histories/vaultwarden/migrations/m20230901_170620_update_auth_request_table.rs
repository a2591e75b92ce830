//! The asking device does not know these two yet.

use migrate::prelude::*;

pub struct UpdateAuthRequestTable;

#[migration]
impl Migration for UpdateAuthRequestTable {
    fn up(schema: &mut Schema) {
        schema.drop_not_null("auth_requests", "master_password_hash");
        schema.drop_not_null("auth_requests", "enc_key");
    }
}
