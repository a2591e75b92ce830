//! The program makes up tokens.

use migrate::prelude::*;

pub struct RemoveDefaultOfApiTokens;

#[migration]
impl Migration for RemoveDefaultOfApiTokens {
    fn up(schema: &mut Schema) {
        schema.drop_default("api_tokens", "token");
    }
}
