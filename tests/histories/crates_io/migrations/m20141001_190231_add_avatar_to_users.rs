//! The picture from GitHub.

use migrate::prelude::*;

pub struct AddAvatarToUsers;

#[migration]
impl Migration for AddAvatarToUsers {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("gh_avatar").nullable());
    }
}
