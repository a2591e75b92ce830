//! The state finds the sign-in; what was begun before is begun again.

use migrate::prelude::*;

pub struct AddStateToSsoNonce;

#[migration]
impl Migration for AddStateToSsoNonce {
    fn up(schema: &mut Schema) {
        schema.drop_table("sso_nonce").accept_data_loss("whoever is signing in starts over");
        schema.create_table("sso_nonce").columns([
            varchar("state", 512).primary_key(),
            text("nonce"),
            text("redirect_uri"),
            datetime("created_at").default(now()),
        ]);
    }
}
