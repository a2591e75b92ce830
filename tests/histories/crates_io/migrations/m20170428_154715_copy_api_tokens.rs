//! The token that everybody had is their first one.

use migrate::prelude::*;

pub struct CopyApiTokens;

#[migration]
impl DataMigration for CopyApiTokens {
    fn up(data: &mut Data) {
        data.execute(
            "INSERT INTO api_tokens (user_id, token, name) SELECT id, api_token, 'Initial token' FROM users \
     WHERE NOT EXISTS (SELECT 1 FROM api_tokens WHERE token = api_token)",
        )
        .reverse("DELETE FROM api_tokens WHERE name = 'Initial token'");
    }
}
