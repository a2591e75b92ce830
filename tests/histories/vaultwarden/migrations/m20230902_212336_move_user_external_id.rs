//! The name in a directory belongs to a membership.

use migrate::prelude::*;

pub struct MoveUserExternalId;

#[migration]
impl Migration for MoveUserExternalId {
    fn up(schema: &mut Schema) {
        schema.add_column("users_organizations", text("external_id").nullable());
    }
}
