//! It may be the number of a team.

use migrate::prelude::*;

pub struct RenameUserIdToOwnerId;

#[migration]
impl Migration for RenameUserIdToOwnerId {
    fn up(schema: &mut Schema) {
        schema.rename_column("crate_owners", "user_id", "owner_id");
    }
}
