//! A sign-in elsewhere is begun once and ended once.

use migrate::prelude::*;

pub struct AddSso;

#[migration]
impl Migration for AddSso {
    fn up(schema: &mut Schema) {
        schema
            .create_table("sso_nonce")
            .columns([char("nonce", 36).primary_key(), datetime("created_at").default(now())]);
    }
}
