//! They are done by users.

use migrate::prelude::*;

pub struct TidyUpVersionOwnerActions;

#[migration]
impl Migration for TidyUpVersionOwnerActions {
    fn up(schema: &mut Schema) {
        schema.rename_column("version_owner_actions", "owner_id", "user_id");
        schema.rename_column("version_owner_actions", "owner_token_id", "api_token_id");
        schema.set_not_null("version_owner_actions", "user_id");
        schema.set_not_null("version_owner_actions", "version_id");
    }
}
