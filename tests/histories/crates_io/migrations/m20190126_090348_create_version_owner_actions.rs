//! Who did what to a version.

use migrate::prelude::*;

pub struct CreateVersionOwnerActions;

#[migration]
impl Migration for CreateVersionOwnerActions {
    fn up(schema: &mut Schema) {
        schema.create_table("version_owner_actions").columns([
            integer("id").primary_key().auto_increment(),
            reference("version_id", "versions").without_index().on_delete(Cascade).nullable(),
            reference("owner_id", "users").without_index().nullable(),
            reference("owner_token_id", "api_tokens").without_index().nullable(),
            integer("action"),
            timestamp("time").default(now()),
        ]);
    }
}
