//! A sign-in elsewhere takes more than one step.

use migrate::prelude::*;

pub struct SsoNonceToAuth;

#[migration]
impl Migration for SsoNonceToAuth {
    fn up(schema: &mut Schema) {
        schema.drop_table("sso_nonce").accept_data_loss("whoever is signing in starts over");
        schema.create_table("sso_auth").columns([
            varchar("state", 512).primary_key(),
            text("client_challenge"),
            text("nonce"),
            text("redirect_uri"),
            text("code_response").nullable(),
            text("auth_response").nullable(),
            datetime("created_at").default(now()),
            datetime("updated_at").default(now()),
        ]);
    }
}
