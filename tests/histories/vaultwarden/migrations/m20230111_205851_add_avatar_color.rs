//! The circle with the initials gets the colour that its owner likes.

use migrate::prelude::*;

pub struct AddAvatarColor;

#[migration]
impl Migration for AddAvatarColor {
    fn up(schema: &mut Schema) {
        schema.add_column("users", text("avatar_color").nullable());
    }
}
