//! What went wrong elsewhere is kept for the answer.

use migrate::prelude::*;

pub struct SsoAuthError;

#[migration]
impl Migration for SsoAuthError {
    fn up(schema: &mut Schema) {
        schema.add_column("sso_auth", text("code_response_error").nullable());
    }
}
