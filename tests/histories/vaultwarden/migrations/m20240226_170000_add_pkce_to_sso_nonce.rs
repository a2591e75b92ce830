//! The proof that the one who ends a sign-in is the one who began it.

use migrate::prelude::*;

pub struct AddPkceToSsoNonce;

#[migration]
impl Migration for AddPkceToSsoNonce {
    fn up(schema: &mut Schema) {
        schema.drop_table("sso_nonce").accept_data_loss("whoever is signing in starts over");
        schema.create_table("sso_nonce").columns([
            varchar("state", 512).primary_key(),
            text("nonce"),
            text("verifier").nullable(),
            text("redirect_uri"),
            datetime("created_at").default(now()),
        ]);
    }
}
