//! An administrator may reset the password of a member.

use migrate::prelude::*;

pub struct AddResetPasswordSupport;

#[migration]
impl Migration for AddResetPasswordSupport {
    fn up(schema: &mut Schema) {
        schema.add_column("users_organizations", text("reset_password_key").nullable());
    }
}
