//! What is asked of Duo is kept until it answers.

use migrate::prelude::*;

pub struct Add2faDuoStore;

#[migration]
impl Migration for Add2faDuoStore {
    fn up(schema: &mut Schema) {
        schema.create_table("twofactor_duo_ctx").columns([
            varchar("state", 64).primary_key(),
            string("user_email"),
            varchar("nonce", 64),
            big_integer("exp"),
        ]);
    }
}
