//! The number at GitHub stays when the name changes.

use migrate::prelude::*;

pub struct AddGhIdToUsers;

#[migration]
impl Migration for AddGhIdToUsers {
    fn up(schema: &mut Schema) {
        schema.add_column("users", integer("gh_id").nullable());
    }
}
