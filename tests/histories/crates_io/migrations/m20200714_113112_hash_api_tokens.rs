//! Whoever reads the table cannot use the tokens.

use migrate::prelude::*;

pub struct HashApiTokens;

#[migration]
impl Migration for HashApiTokens {
    fn up(schema: &mut Schema) {
        schema.create_extension("pgcrypto");
        schema
            .change_type("api_tokens", blob("token"))
            .using("decode(token, 'escape')")
            .reverse_using("encode(token, 'escape')")
            .accept_data_loss("they are texts for a moment only");
        schema.create_index("api_tokens", ["token"]).unique();
    }
}
