//! Nobody becomes an owner without being asked.

use migrate::prelude::*;

pub struct CreateInvitations;

#[migration]
impl Migration for CreateInvitations {
    fn up(schema: &mut Schema) {
        schema
            .create_table("crate_owner_invitations")
            .columns([
                reference("invited_user_id", "users").without_index().on_delete(Cascade),
                reference("invited_by_user_id", "users").without_index().on_delete(Cascade),
                reference("crate_id", "crates").without_index().on_delete(Cascade),
                timestamp("created_at").default(now()),
            ])
            .primary_key(["invited_user_id", "crate_id"]);
    }
}
