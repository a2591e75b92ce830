//! A token that was revoked is remembered.

use migrate::prelude::*;

pub struct AddRevokedToApiTokens;

#[migration]
impl Migration for AddRevokedToApiTokens {
    fn up(schema: &mut Schema) {
        schema.add_column("api_tokens", boolean("revoked").default(false));
    }
}
