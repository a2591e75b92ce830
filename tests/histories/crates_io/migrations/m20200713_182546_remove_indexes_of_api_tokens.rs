//! They come back with another type.

use migrate::prelude::*;

pub struct RemoveIndexesOfApiTokens;

#[migration]
impl Migration for RemoveIndexesOfApiTokens {
    fn up(schema: &mut Schema) {
        schema.drop_unique("api_tokens", "api_tokens_token_key");
        schema.drop_index("api_tokens", "api_tokens_token_idx");
    }
}
