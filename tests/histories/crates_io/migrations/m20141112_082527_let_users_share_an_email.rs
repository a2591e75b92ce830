//! Two accounts may have the same address.

use migrate::prelude::*;

pub struct LetUsersShareAnEmail;

#[migration]
impl Migration for LetUsersShareAnEmail {
    fn up(schema: &mut Schema) {
        schema.drop_unique("users", "users_email_key");
    }
}
